export const mainHelp = `Usage: pixel-deflection <command> [options]

Defends image classifiers at test time: moves a few pixels and denoises (Prakash
et al., CVPR 2018). Attacks that know it break this defense: measure.

Commands:
  demo [image]                                   attack, defend, show pictures
  defend <file|folder|glob...> -o <file|folder>  defend pictures
  classify <file|folder|glob...>                 name classes, before and after
  attack <file|folder|glob...> -o <file|folder>  make adversaries
  map <file|folder|glob...> -o <file|folder>     draw where a classifier looks
  patches <file|folder|glob...> -o <file>        build a patch database
  models list|info|pull|add|verify|path          get and keep classifiers
  evaluate [plan.yaml] -o <folder>               attacks x defenses x models
  report <run> -o <file>                         what a run found, as a page
  export <run> -o <file>                         its records as CSV or Parquet
  tune --data <data> --attack <attack> -o <dir>  search a chain of transforms
  worker --queue <address> --data <path...>      compute for evaluate --queue
  help <command>                                 all options of a command
A classifier is built in, --model takes others. -V: version, -h: help. Examples:
  pixel-deflection defend photo.jpg -o safe.png
  pixel-deflection defend photo.jpg -o safe.png --map center --show what.png
  pixel-deflection defend photos/ -o safe/ --seed 7 --json > report.jsonl
`;
