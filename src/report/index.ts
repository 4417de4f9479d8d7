export type { StoryRecord } from '../evaluation/story/index.js';
export { summaryCsv } from './evaluation/csv.js';
export type { Example } from './evaluation/examples.js';
export { evaluationMarkdown } from './evaluation/markdown.js';
export { evaluationPage, type PageExtras } from './evaluation/page.js';
export { writeRecordsCsv } from './export/records-csv.js';
export { writeRecordsParquet } from './export/records-parquet.js';
