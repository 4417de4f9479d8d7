export const workerHelp = `Usage: pixel-deflection worker --queue <address> --data <path...> [options]

Computes for every "evaluate --queue" at that address: any number of workers, on any
number of machines with the same version of pixel-deflection, data and models. A worker
opens only its own files, by the hashes of their content.

Options:
  --queue <address>       redis://[user:password@]host[:port][/database] or rediss://…
  --data <path...>        data sets, as evaluate takes them
  --models <path...>      folders of ONNX files (default: those of "models list"); the
                          built-in classifier is always there
  --processes <n>         shards computed at a time, 1 to 256 (default: one a core)
  --shared <folder>       the folder of evaluate --shared, by which results go back
                          (default: through the queue)
  --adversaries <folder>  keep the adversaries that are made here, as PNG
  --name <text>           what evaluate calls it (default: the machine and process)
  --lock <seconds>        after which the jobs of a worker that is not heard of go to
                          others, 2 to 3600 (default 30)

The password may stand in PIXEL_DEFLECTION_REDIS_PASSWORD, where other users of the
machine do not see it. Ctrl-C gives back what is being computed. Without a terminal a
line of JSON tells the counts every 5 seconds.
Exit code: 1 the queue cannot be used, 2 wrong usage, 130 Ctrl-C.

Example:
  pixel-deflection worker --queue redis://10.0.0.5 --data photos/ --models models/
`;
