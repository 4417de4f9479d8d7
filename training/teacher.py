"""Soft labels for the training pictures, from an ImageNet classifier in ONNX (MobileNetV2).

Usage: `python teacher.py --data FOLDER --model mobilenet_v2_224.onnx --out teacher.npy` (needs onnx and onnxruntime).

The pictures are enlarged, and the pooled features of the picture and of its mirror image are taken. On them a linear
layer is fitted to the labels in five folds; each picture's soft label comes from the layer that has not seen it, so
that the probabilities are as uncertain as the teacher really is. Validation pictures are never shown to it.
"""
import argparse

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn.functional as F
from PIL import Image

import data

SIDE = 192  # the bilinear enlargement at which this teacher names 64x64 photos best (65 % of a hundred, untrained)
FOLDS = 5


def open_features(model_file, threads):
    """A function from pictures [N, 3, S, S] of any S to the input of the last linear layer, [N, channels]."""
    model = onnx.load(model_file)
    for dimension, name in zip(model.graph.input[0].type.tensor_type.shape.dim[2:], ('height', 'width')):
        dimension.ClearField('dim_value')
        dimension.dim_param = name
    del model.graph.value_info[:]
    pooled = next(node.output[0] for node in model.graph.node if node.op_type == 'GlobalAveragePool')
    model.graph.output.append(onnx.helper.make_tensor_value_info(pooled, onnx.TensorProto.FLOAT, None))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=['CPUExecutionProvider'])
    name = session.get_inputs()[0].name
    return lambda inputs: session.run([pooled], {name: inputs})[0].reshape(len(inputs), -1)


def extract(pictures, features, batch=25):
    """Features [N, 2, channels] (float16) of byte pictures [N, 3, 64, 64]: as they are, and mirrored."""
    parts = []
    for part in pictures.split(batch):
        rows = part.permute(0, 2, 3, 1).numpy()
        large = np.stack([np.asarray(Image.fromarray(row).resize((SIDE, SIDE), Image.BILINEAR)) for row in rows])
        inputs = ((large.astype(np.float32) - 128) / 128).transpose(0, 3, 1, 2)
        views = [features(np.ascontiguousarray(view)) for view in (inputs, inputs[..., ::-1])]
        parts.append(np.stack(views, 1).astype(np.float16))
    return torch.from_numpy(np.concatenate(parts))


def fit_linear(features, labels, classes, epochs=6, batch=250):
    """A linear layer on standardised features [N, 2, channels], one of the two views drawn per step."""
    layer = torch.nn.Linear(features.shape[2], classes)
    torch.nn.init.zeros_(layer.weight)
    optimiser = torch.optim.AdamW(layer.parameters(), lr=2e-3, weight_decay=0.5)
    steps = epochs * (len(labels) // batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / steps)
    for _ in range(epochs):
        for chosen in torch.randperm(len(labels))[: len(labels) // batch * batch].split(batch):
            inputs = F.dropout(features[chosen, torch.randint(0, 2, (batch,))].float(), 0.3)
            loss = F.cross_entropy(layer(inputs), labels[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return layer


@torch.no_grad()
def mean_logits(layer, features):
    """Logits [N, classes], the mean of both views."""
    return (layer(features[:, 0].float()) + layer(features[:, 1].float())) / 2


def soft_labels(features, labels, classes):
    """Probabilities [N, classes], each from the four folds without its picture, at the temperature of least loss."""
    sample = features[:5000].float()
    features = ((features - sample.mean((0, 1))) / (sample.std((0, 1)) + 1e-3)).half()
    fold = torch.arange(len(labels)) % FOLDS
    logits = torch.zeros(len(labels), classes)
    for held_out in range(FOLDS):
        rest = fold != held_out
        layer = fit_linear(features[rest], labels[rest], classes)
        logits[~rest] = mean_logits(layer, features[~rest])
    losses = {t / 20: F.cross_entropy(logits / (t / 20), labels).item() for t in range(10, 41)}
    temperature = min(losses, key=losses.get)
    right = (logits.argmax(1) == labels).float().mean().item()
    print(f'held-out top-1 {right:.4f}, loss {losses[temperature]:.4f} at temperature {temperature}')
    return (logits / temperature).softmax(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--data', required=True, help='folder with classes.json, train-0.bin, train-1.bin')
    parser.add_argument('--model', required=True, help='the ImageNet classifier: input (v - 128) / 128, RGB')
    parser.add_argument('--out', required=True, help='.npy file to write: float16 [N, classes]')
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--seed', type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    pictures, labels = data.load_pictures(options.data, data.TRAIN_FILES)
    features = extract(pictures, open_features(options.model, options.threads))
    np.save(options.out, soft_labels(features, labels, len(data.load_classes(options.data))).numpy().astype(np.float16))


if __name__ == '__main__':
    main()
