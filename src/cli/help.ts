export const mainHelp = `Usage: pixel-deflection <command> [options]

Defends image classifiers at test time against adversarial pictures: moves a few
pixels, fewer of them where the classifier looks (--map), and denoises
(Prakash et al., CVPR 2018). Adaptive attacks break this defense: measure.

Commands:
  demo [image]                                   attack, defend, show pictures
  defend <file|folder|glob...> -o <file|folder>  defend pictures
  classify <file|folder|glob...>                 name classes, before and after
  attack <file|folder|glob...> -o <file|folder>  make adversaries
  map <file|folder|glob...> -o <file|folder>     draw where a classifier looks
  patches <file|folder|glob...> -o <file>        build a patch database
  models list|info|pull|add|verify|path          get and keep classifiers
  help <command>                                 all options of a command
A classifier of 100 classes is built in; --model takes any other.
-V, --version prints the version, -h, --help this.

Examples:
  pixel-deflection demo
  pixel-deflection defend photo.jpg -o safe.png
  pixel-deflection defend photo.jpg -o safe.png --map center --show what.png
  pixel-deflection defend photos/ -o safe/ --seed 7 --json > report.jsonl
  pixel-deflection classify photos/ --model resnet50 --defend
`;
