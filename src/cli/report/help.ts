export const reportHelp = `Usage: pixel-deflection report <run> -o <file> [options]

Shows what a run of "evaluate" found: tables, curves and charts on one page, flags
for what must not be trusted, and the command that gives the run again. A run that
is not finished is shown as far as it is.

Options:
  -o, --output <file>     .html (one page, no script), .md, or .csv (the summary's rows);
                          an existing file is replaced; may be left out with --json
  --title <text>          of the page (default: the plan's name)
  --json                  the whole summary as one line of JSON on standard output

Exit code: 0 all records shown, 1 some are damaged (the others are shown) or not what
the run wrote, 2 wrong usage.

Example:
  pixel-deflection report run/ -o report.html
`;
