/**
 * Imported before `onnxruntime-node`, which from version 1.30 on keeps a device id and a log of events in the user's cache
 * folder and reports them to its maker. A defense that runs on other people's pictures does not do that unasked: whoever
 * sets ORT_DISABLE_TELEMETRY decides otherwise.
 */
process.env.ORT_DISABLE_TELEMETRY ??= '1';
