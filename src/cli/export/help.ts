export const exportHelp = `Usage: pixel-deflection export <run> -o <file>

Writes the records of a run of "evaluate" as one table, one row for each judgement.

Options:
  -o, --output <file>     .csv, or .parquet (needs the package hyparquet-writer);
                          an existing file is replaced

Exit code: 0 all records written, 1 some are damaged (the others are written) or not
what the run wrote, 2 wrong usage.

Example:
  pixel-deflection export run/ -o records.parquet
`;
