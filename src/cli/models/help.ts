export const modelsHelp = `Usage: pixel-deflection models <command> [options]

Keeps ONNX classifiers, each with its model card, in a folder of the user's caches.

Commands:
  list                     the catalog and all models that are there
  info <name>              what is known of a model
  pull <name|url>          download a model of the catalog, or another by its SHA-256
  add <file>               copy a model of your own into the folder
  verify [names...]        compare the SHA-256 of models (default: of all)
  path <name>              print where a model lies
Options of all:
  --models-dir <folder>    instead of the user's caches (or set PIXEL_DEFLECTION_MODELS)
Options of list, info, verify:
  --json                   a line of JSON for each model on standard output
Options of pull with a URL (https:, or http: from localhost), and of add:
  --sha256 <hex>           pull: what the file has to have (required)
  --name <name>            in the folder (default: that of the file)
  --card <file>            a model card, JSON (default of add: the one beside the file)
  --preset <name>          torchvision, tf, caffe: how pixels enter the network
  --size <n|WxH>           of its input, where the file leaves it open
  --resize <name>          crop (default), stretch
  --labels <value>         imagenet, or a file: a name on each line, or a JSON array

Examples:
  pixel-deflection models pull resnet50
  pixel-deflection models add mine.onnx --preset torchvision --labels names.txt
`;
