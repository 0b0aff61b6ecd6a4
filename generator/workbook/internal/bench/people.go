package main

import "fmt"

// The words of invented people, accounts and work.
var (
	firstNames  = []string{"Ada", "Bo", "Carla", "Dmitri", "Elena", "Farid", "Greta", "Hiro", "Ines", "Jonas", "Kwame", "Lin", "Marta", "Nils", "Olga", "Pavel", "Quinn", "Rosa", "Sven", "Tove", "Uma", "Viktor", "Wanda", "Xin", "Yara", "Zeno", "伟", "芳", "敏", "静"}
	lastNames   = []string{"Berg", "Chen", "Diaz", "Eriksen", "Fontaine", "Gruber", "Hoang", "Ito", "Jansen", "Kowalski", "Larsen", "Müller", "Novak", "Okafor", "Petrov", "Quist", "Rossi", "Schmidt", "Tanaka", "Ueda", "Varga", "Weir", "Xu", "Yilmaz", "Zeller", "王", "李", "张"}
	words       = []string{"Quill", "Harbour", "North", "Cedar", "Vector", "Lumen", "Atlas", "Delta", "Summit", "River", "Copper", "Willow"}
	trades      = []string{"Insurance", "Telecom", "Energy", "Rail", "Bank", "Foods", "Health", "Mining", "Logistics", "Media"}
	titles      = []string{"Chief Executive Officer", "Chief Financial Officer", "VP Operations", "Director of Procurement", "Head of IT", "Network Manager", "Team Lead", "Senior Engineer", "Engineer", "Analyst", "Buyer", "Assistant"}
	titleLevels = []int{1, 1, 2, 2, 3, 3, 4, 5, 5, 5, 5, 5}
	departments = []string{"Board", "Finance", "Operations", "Procurement", "IT", "Network"}
	units       = []string{"Headquarters", "North", "South", "Plant 1"}
	rights      = []string{"decide", "evaluate", "recommend", "influence", "none"}
	stances     = []string{"supporter", "neutral", "opponent", "unknown"}
	channels    = []string{"Meeting", "Call", "Email", "Visit"}
	directions  = []string{"inbound", "outbound", "two-way"}
	subjects    = []string{"Roadmap review", "Budget & scope", "Service level", "Tender questions", "Pilot results", "Contract renewal", "Site visit", "Escalation", "Workshop", "Quarterly review"}
	segments    = []string{"Enterprise", "Mid-market", "Public"}
	regions     = []string{"EMEA", "APAC", "AMER"}
)

const (
	ourPeople = 200
	firstDay  = 45566 // 2024-10-01
	days      = 730
)

func account(i int) string {
	return fmt.Sprintf("%s %s %d", words[i%len(words)], trades[i/len(words)%len(trades)], i+1)
}

func person(i int) string {
	return firstNames[i%len(firstNames)] + " " + lastNames[i/len(firstNames)%len(lastNames)] + " " + string(rune('A'+i/840%26)) + fmt.Sprint(i/21840)
}

func ours(i int) string { return fmt.Sprintf("Rep %03d", i+1) }

func pick(w *writer, from []string) string { return from[w.rand.IntN(len(from))] }

func (w *writer) accounts(n size) {
	w.sheet(1, []string{"Account ID", "Account Name", "Parent", "Domain", "Segment", "Region", "Revenue", "Owner"}, func() {
		for i := range n.accounts {
			w.begins()
			w.text(fmt.Sprintf("ACC-%05d", i+1))
			w.text(account(i))
			w.text("")
			w.text(fmt.Sprintf("a%d.example", i+1))
			w.text(segments[i%len(segments)])
			w.text(regions[i%len(regions)])
			w.number(10_000 * (1 + w.rand.IntN(5000)))
			w.text(ours(i % ourPeople))
			w.ends()
		}
	})
}

func (w *writer) contacts(n size) {
	headers := []string{"Contact ID", "Contact Name", "Account", "Email", "Title", "Department", "Org Unit", "Level", "Decision Right", "Veto", "Stance", "Stance Date", "Rival", "Reports To", "Active From", "Active To", "Support Override", "Do Not Profile"}
	w.sheet(2, headers, func() {
		for i := range n.people {
			a, t := i%n.accounts, w.rand.IntN(len(titles))
			w.begins()
			w.text(contactID(i))
			w.text(person(i))
			w.text(account(a))
			w.text(fmt.Sprintf("p%d@a%d.example", i+1, a+1))
			w.text(titles[t])
			w.text(pick(w, departments))
			w.text(pick(w, units))
			w.number(titleLevels[t])
			w.text(pick(w, rights))
			w.text("no")
			w.text(pick(w, stances))
			w.date(firstDay + w.rand.IntN(days))
			w.text("none")
			w.ends()
		}
	})
}

func contactID(i int) string { return fmt.Sprintf("CON-%06d", i+1) }

func (w *writer) activities(n size) {
	headers := []string{"Activity ID", "Date", "Type", "Direction", "Contact ID", "Account", "Our People", "Status", "Subject"}
	w.sheet(3, headers, func() {
		for i := range n.touches {
			p := w.rand.IntN(n.people)
			w.begins()
			w.text(fmt.Sprintf("ACT-%07d", i+1))
			w.date(firstDay + w.rand.IntN(days))
			w.text(pick(w, channels))
			w.text(pick(w, directions))
			w.text(contactID(p))
			w.text(account(p % n.accounts))
			w.text(ours(w.rand.IntN(ourPeople)))
			w.text("Completed")
			w.text(pick(w, subjects))
			w.ends()
		}
	})
}

func (w *writer) team() {
	w.sheet(4, []string{"Name", "Level", "Title", "Manager", "Email"}, func() {
		for i := range ourPeople {
			w.begins()
			w.text(ours(i))
			w.number(1 + min(i/10, 4))
			w.text("Account manager")
			if i > 0 {
				w.text(ours(i / 10))
			} else {
				w.text("")
			}
			w.text(fmt.Sprintf("rep%d@ours.example", i+1))
			w.ends()
		}
	})
}

func (w *writer) headcount(n size) {
	w.sheet(5, []string{"Account", "Level", "Org Unit", "People"}, func() {
		for a := range n.accounts {
			for level := 1; level <= 5; level++ {
				w.begins()
				w.text(account(a))
				w.number(level)
				w.text("")
				w.number(level * level * 4)
				w.ends()
			}
		}
	})
}
