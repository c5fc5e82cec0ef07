#!/usr/bin/env bash
# terminal_svg.sh TITLE <TEXT >PICTURE.svg: terminal text as a picture for the README, so that it shows what the program prints.
set -euo pipefail
awk -v title="$1" '
  function escaped(s) { gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); gsub(/>/, "\\&gt;", s); return s }
  { line[NR] = $0; if (length($0) > widest) widest = length($0) }
  END {
    cell = 7.4; height = 17; margin = 18; bar = 34
    w = widest * cell + 2 * margin; h = NR * height + bar + margin
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n", w, h, escaped(title)
    printf "<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"#10151c\"/>\n"
    for (i = 0; i < 3; i++) printf "<circle cx=\"%d\" cy=\"17\" r=\"5\" fill=\"%s\"/>\n", 20 + 18 * i, i == 0 ? "#e0605a" : i == 1 ? "#e0b050" : "#5fb465"
    printf "<text x=\"50%%\" y=\"21\" fill=\"#8b98a8\" font-family=\"monospace\" font-size=\"12\" text-anchor=\"middle\">%s</text>\n", escaped(title)
    printf "<g font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"12.3\" xml:space=\"preserve\">\n"
    for (n = 1; n <= NR; n++) {
      colour = line[n] ~ /^ *# / || n == 1 ? "#ffffff" : line[n] ~ /removed by|verticals,/ ? "#8b98a8" : "#cfd8e3"
      if (line[n] ~ /^\$ /) colour = "#7fd1ae"
      printf "<text x=\"%d\" y=\"%d\" fill=\"%s\" textLength=\"%.1f\">%s</text>\n", margin, bar + n * height - 4, colour, length(line[n]) * cell, escaped(line[n])
    }
    print "</g>\n</svg>"
  }'
