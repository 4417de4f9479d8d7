"""Top-1, top-5 and calibration of an exported classifier: `python3 evaluate.py --data FOLDER --model FILE.onnx`."""
import argparse
import json

import onnx

import data
from graph import run_model
from metrics import predict, summarise


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', required=True, help='folder with val.bin')
    parser.add_argument('--model', required=True, help='the ONNX file that export.py wrote')
    options = parser.parse_args()
    pictures, labels = data.load_pictures(options.data, data.VALIDATION_FILES)
    model = onnx.load(options.model)
    logits = predict(lambda inputs: run_model(model, inputs), pictures)
    print(json.dumps(summarise(logits, labels), indent=2))


if __name__ == '__main__':
    main()
