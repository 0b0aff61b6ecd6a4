#!/bin/bash
# Real MTA + IMAP on 127.0.0.1 only. Usage: start-lab.sh DIR   (as root, Debian: postfix dovecot-imapd dovecot-lmtpd openssl)
set -euo pipefail
D=${1:?usage: start-lab.sh DIR}; SUB=${SUB:-2587}; SMTPS=${SMTPS:-2465}; IMAP=${IMAP:-2143}; PLAIN=${PLAIN:-2526}; LMTP=${LMTP:-2424}; AUTH=${AUTHP:-2425}
mkdir -p $D/{tls,postfix,spool,data,mail,dovecot}; chmod 755 $D
# --- throw-away CA + leaf (leaf is what the client must verify)
if [ ! -f $D/tls/ca.pem ]; then
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj "/CN=mail-lab CA" -keyout $D/tls/ca.key -out $D/tls/ca.pem 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=localhost" -keyout $D/tls/key.pem -out $D/tls/csr.pem 2>/dev/null
openssl x509 -req -in $D/tls/csr.pem -CA $D/tls/ca.pem -CAkey $D/tls/ca.key -CAcreateserial -days 30 -extfile <(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1') -out $D/tls/cert.pem 2>/dev/null
fi
# --- dovecot: users, SASL for postfix, LMTP delivery, IMAP
cat > $D/dovecot/users <<U
reports@example.test:{PLAIN}s3cret-lab
cfo@example.test:{PLAIN}x
cio@example.test:{PLAIN}x
vp@example.test:{PLAIN}x
quiet@example.test:{PLAIN}x
U
chown root:dovecot $D/dovecot/users; chmod 640 $D/dovecot/users
chown -R mail:mail $D/mail
cat > $D/dovecot/dovecot.conf <<C
base_dir = $D/dovecot/run
instance_name = maillab
log_path = $D/dovecot/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
default_internal_user = dovecot
default_login_user = dovenull
mail_location = maildir:$D/mail/%u
first_valid_uid = 1
mail_uid = mail
mail_gid = mail
passdb {
  driver = passwd-file
  args = username_format=%u $D/dovecot/users
}
userdb {
  driver = static
  args = uid=mail gid=mail home=$D/mail/%u allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    port = $IMAP
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = $LMTP
  }
}
service auth {
  inet_listener {
    address = 127.0.0.1
    port = $AUTH
  }
}
C
# --- postfix: own config dir and queue, nothing of /etc/postfix is touched
cat > $D/postfix/main.cf <<C
compatibility_level = 3.6
queue_directory = $D/spool
data_directory = $D/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = $D/postfix.log
maillog_file_prefixes = $D
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.test
mydestination =
mynetworks =
alias_maps =
local_recipient_maps =
default_transport = error:lab delivers locally only
relay_transport = error:lab delivers locally only
virtual_mailbox_domains = example.test
virtual_mailbox_maps = static:all
virtual_transport = lmtp:inet:127.0.0.1:$LMTP
smtpd_tls_cert_file = $D/tls/cert.pem
smtpd_tls_key_file = $D/tls/key.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:$AUTH
smtpd_sasl_auth_enable = yes
smtpd_recipient_restrictions = check_recipient_access inline:{{grey@example.test=450 4.2.0 Greylisted, try later},{gone@example.test=550 5.1.1 No such user here},{full@example.test=452 4.2.2 Mailbox full}} permit_sasl_authenticated reject
smtpd_relay_restrictions = permit_sasl_authenticated reject
smtpd_client_event_limit_exceptions =
smtpd_client_message_rate_limit = ${RATE:-0}
message_size_limit = ${SIZE:-2000000}
C
cat > $D/postfix/master.cf <<C
postlog   unix-dgram n - n - 1 postlogd
127.0.0.1:$SUB inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
127.0.0.1:$PLAIN inet n - n - - smtpd -o smtpd_tls_security_level=none -o smtpd_tls_auth_only=no
127.0.0.1:$SMTPS inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
proxymap  unix - - n - - proxymap
anvil     unix - - n - 1 anvil
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
lmtp      unix - - n - - lmtp
tlsmgr    unix - - n 1000? 1 tlsmgr
scache    unix - - n - 1 scache
C
cp -f /etc/postfix/dynamicmaps.cf $D/postfix/ 2>/dev/null || true; mkdir -p $D/postfix/dynamicmaps.cf.d $D/postfix/postfix-files.d; cp -f /etc/postfix/postfix-files $D/postfix/ 2>/dev/null||true
chown postfix:postfix $D/data; chown root $D/spool
# the daemons must not hold the caller's output open
dovecot -c $D/dovecot/dovecot.conf </dev/null >$D/start.log 2>&1
postfix -c $D/postfix start </dev/null >>$D/start.log 2>&1
for i in $(seq 50); do (exec 3<>/dev/tcp/127.0.0.1/$SUB) 2>/dev/null && (exec 3<>/dev/tcp/127.0.0.1/$IMAP) 2>/dev/null && break; sleep .1; done
echo "submission 127.0.0.1:$SUB (STARTTLS+AUTH), no TLS :$PLAIN, smtps :$SMTPS, imap :$IMAP, CA $D/tls/ca.pem, user reports@example.test / s3cret-lab"
