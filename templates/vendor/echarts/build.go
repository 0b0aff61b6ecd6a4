//go:build ignore

// Build makes echarts.min.js, the part of Apache ECharts 6.1.0 that the
// interactive charts use, from the published packages:
//
//	npm pack echarts@6.1.0 zrender@6.1.0 tslib@2.3.0
//	go run build.go echarts-6.1.0.tgz zrender-6.1.0.tgz tslib-2.3.0.tgz
//
// It checks the SHA-512 of each package, reads them in memory, bundles with
// esbuild and writes echarts.min.js, the licences and SHA256SUMS beside
// itself. The same packages give the same bytes.
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// packages are the inputs, in the order of the arguments, with the SHA-512 of
// the published tarballs.
var packages = []struct{ name, sum string }{
	{"echarts", "ab4c9a14f8200bd15476c587e1b95abd15859b176b22875b92828d02326e74023a080f6034fc47b55d917193447a9655964e32bc16243a46e4e87215a48c8764"},
	{"zrender", "a0418c0c1ea938fd92e8ec114783dd56feb5d33ae39c0dc187e267486d767d826504a8ed340a046f97d252808e3883651fde88d9f537f3f03652944ab3aef161"},
	{"tslib", "37cda8a32c55366ea1d6b88b0a8c92f5eddfb89dc0306db3219b3619dd404dc4858d2036dd0d1fce38d97a1d236c9bd65436747094fcc9a34d69a5c7cee78d8e"},
}

// entry names what the charts use: four kinds of series, the grid, tooltips
// and the SVG renderer.
const entry = `
import {use, init, version} from 'echarts/core.js';
import {BarChart, HeatmapChart, LineChart, ScatterChart} from 'echarts/charts.js';
import {GridComponent, TooltipComponent} from 'echarts/components.js';
import {SVGRenderer} from 'echarts/renderers.js';
use([BarChart, HeatmapChart, LineChart, ScatterChart, GridComponent, TooltipComponent, SVGRenderer]);
export {init, version};
`

const banner = "/*! Apache ECharts 6.1.0, Copyright 2017-2026 The Apache Software Foundation, Apache-2.0 (see LICENSE and NOTICE); ZRender 6.1.0, Baidu Inc., BSD-3-Clause (see LICENSE.zrender); tslib 2.3.0, Microsoft, 0BSD (see LICENSE.tslib) */"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "build.go:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != len(packages) {
		return errors.New("want the paths of three packages: echarts, zrender, tslib")
	}
	files := map[string][]byte{}
	for i, p := range packages {
		if err := unpack(files, p.name, p.sum, args[i]); err != nil {
			return fmt.Errorf("%s: %w", args[i], err)
		}
	}
	bundle, err := bundle(files)
	if err != nil {
		return err
	}
	var sums strings.Builder
	for _, out := range []struct {
		name string
		data []byte
	}{
		{"LICENSE", files["echarts/LICENSE"]},
		{"LICENSE.tslib", files["tslib/LICENSE.txt"]},
		{"LICENSE.zrender", files["zrender/LICENSE"]},
		{"NOTICE", files["echarts/NOTICE"]},
		{"echarts.min.js", bundle},
	} {
		if len(out.data) == 0 {
			return fmt.Errorf("%s: the packages do not hold it", out.name)
		}
		if err := os.WriteFile(out.name, out.data, 0o644); err != nil {
			return err
		}
		sum := sha256.Sum256(out.data)
		fmt.Fprintf(&sums, "%s  %s\n", hex.EncodeToString(sum[:]), out.name)
	}
	return os.WriteFile("SHA256SUMS", []byte(sums.String()), 0o644)
}

// unpack adds the files of a package to files as name/path.
func unpack(files map[string][]byte, name, sum, file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if got := sha512.Sum512(data); hex.EncodeToString(got[:]) != sum {
		return fmt.Errorf("SHA-512 is %x, want %s", got, sum)
	}
	unzip, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return err
	}
	for archive := tar.NewReader(unzip); ; {
		header, err := archive.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		_, inside, ok := strings.Cut(header.Name, "/")
		if !ok || header.Typeflag != tar.TypeReg {
			continue
		}
		if files[name+"/"+inside], err = io.ReadAll(archive); err != nil {
			return err
		}
	}
}

// bundle runs esbuild over the packages in memory. A file names another by
// relative path or by package name; tslib is one file.
func bundle(files map[string][]byte) ([]byte, error) {
	resolve := func(args api.OnResolveArgs) (api.OnResolveResult, error) {
		name := args.Path
		if strings.HasPrefix(name, ".") {
			name = path.Join(path.Dir(args.Importer), name)
		}
		if name == "tslib" {
			name = "tslib/tslib.es6.js"
		}
		for _, candidate := range []string{name, name + ".js", name + "/index.js"} {
			if _, ok := files[candidate]; ok {
				return api.OnResolveResult{Path: candidate, Namespace: "package", SideEffects: sideEffects(candidate)}, nil
			}
		}
		return api.OnResolveResult{}, fmt.Errorf("%s (from %s) is in none of the packages", args.Path, args.Importer)
	}
	load := func(args api.OnLoadArgs) (api.OnLoadResult, error) {
		text := string(files[args.Path])
		return api.OnLoadResult{Contents: &text}, nil
	}
	result := api.Build(api.BuildOptions{
		Stdin:  &api.StdinOptions{Contents: entry, Sourcefile: "entry.js"},
		Bundle: true, Format: api.FormatIIFE, GlobalName: "echarts",
		Target: api.ES2018, Charset: api.CharsetASCII,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		LegalComments: api.LegalCommentsNone,
		Banner:        map[string]string{"js": banner},
		Define:        map[string]string{"process.env.NODE_ENV": `"production"`, "__DEV__": "false"},
		LogLevel:      api.LogLevelSilent,
		Plugins: []api.Plugin{{Name: "packages", Setup: func(b api.PluginBuild) {
			b.OnResolve(api.OnResolveOptions{Filter: ".*"}, resolve)
			b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "package"}, load)
		}}},
	})
	if len(result.Errors) > 0 {
		return nil, errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), ""))
	}
	return result.OutputFiles[0].Contents, nil
}

// sideEffects follows the packages' own lists: only files that install
// something on import have effects.
func sideEffects(file string) api.SideEffects {
	switch path.Dir(file) {
	case "echarts/lib/chart", "echarts/lib/component":
		return api.SideEffectsTrue
	}
	if file == "echarts/lib/echarts.js" || file == "zrender/lib/svg/svg.js" {
		return api.SideEffectsTrue
	}
	return api.SideEffectsFalse
}
