"""The trained network as an ONNX graph of Conv, Relu, Add, GlobalAveragePool, Flatten and Gemm, and a way to run it.

Batch norms are folded into the convolutions. Weights are stored as float16 initializers with a Cast to float32 behind
each, which halves the file; runtimes compute the casts once, when they load the model. Biases stay float32.
"""
import numpy as np
import torch
import torch.nn.functional as F
from onnx import TensorProto, checker, helper, numpy_helper

from network import ConvNorm, Residual

OPSET = 17


def fold(layer):
    """(kernel, bias) of a ConvNorm in which the batch norm's scale and shift are part of the convolution."""
    norm = layer.norm
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    return layer.conv.weight * scale.view(-1, 1, 1, 1), norm.bias - norm.running_mean * scale


class GraphBuilder:
    """Collects nodes and initializers; each method adds a layer behind `value` and returns its output's name."""

    def __init__(self):
        self.nodes, self.initializers, self.casts = [], [], []

    def node(self, kind, inputs, name, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def weight(self, name, tensor):
        half = tensor.detach().contiguous().numpy().astype(np.float16)
        if not np.isfinite(half).all():
            raise ValueError(f'{name} has values beyond the range of float16.')
        self.initializers.append(numpy_helper.from_array(half, f'{name}.float16'))
        self.casts.append(helper.make_node('Cast', [f'{name}.float16'], [name], name=name, to=TensorProto.FLOAT))
        return name

    def bias(self, name, tensor):
        self.initializers.append(numpy_helper.from_array(tensor.detach().contiguous().numpy(), name))
        return name

    def conv(self, layer, value, name):
        kernel, bias = fold(layer)
        inputs = [value, self.weight(f'{name}.weight', kernel), self.bias(f'{name}.bias', bias)]
        size, pad = list(kernel.shape[2:]), [layer.conv.padding[0]] * 4
        value = self.node('Conv', inputs, name, kernel_shape=size, strides=list(layer.conv.stride), pads=pad)
        return self.node('Relu', [value], f'{name}.relu') if layer.relu else value

    def residual(self, layer, value, name):
        branch = value
        for index, part in enumerate(layer.branch):
            branch = self.conv(part, branch, f'{name}.branch{index}')
        if layer.shortcut is not None:
            value = self.conv(layer.shortcut, value, f'{name}.shortcut')
        return self.node('Relu', [self.node('Add', [branch, value], f'{name}.add')], f'{name}.relu')


def build_model(network, size, name):
    """The ONNX model of a Classifier: `input` [batch, 3, size, size] to `logits` [batch, classes]."""
    builder, value = GraphBuilder(), 'input'
    for index, layer in enumerate(network.features):
        add = {ConvNorm: builder.conv, Residual: builder.residual}[type(layer)]
        value = add(layer, value, f'layer{index}')
    value = builder.node('GlobalAveragePool', [value], 'pool')
    value = builder.node('Flatten', [value], 'flatten', axis=1)
    head = [builder.weight('head.weight', network.head.weight), builder.bias('head.bias', network.head.bias)]
    builder.node('Gemm', [value, *head], 'logits', transB=1)
    graph = helper.make_graph(
        builder.casts + builder.nodes,
        name,
        [helper.make_tensor_value_info('input', TensorProto.FLOAT, ['batch', 3, size, size])],
        [helper.make_tensor_value_info('logits', TensorProto.FLOAT, ['batch', network.head.out_features])],
        builder.initializers,
    )
    opset = [helper.make_opsetid('', OPSET)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=8, producer_name='pixel-deflection')
    checker.check_model(model, full_check=True)
    return model


@torch.no_grad()
def run_model(model, inputs):
    """Logits of an ONNX model of this module's operators, computed by PyTorch from the stored numbers alone."""
    values = {part.name: torch.from_numpy(numpy_helper.to_array(part).copy()) for part in model.graph.initializer}
    values['input'] = inputs
    operators = {
        'Cast': lambda x, a: x.float(),
        'Conv': lambda x, w, b, a: F.conv2d(x, w, b, a['strides'], a['pads'][:2]),
        'Relu': lambda x, a: F.relu(x),
        'Add': lambda x, y, a: x + y,
        'GlobalAveragePool': lambda x, a: x.mean((2, 3), keepdim=True),
        'Flatten': lambda x, a: x.flatten(1),
        'Gemm': lambda x, w, b, a: F.linear(x, w, b),
    }
    for node in model.graph.node:
        attributes = {part.name: helper.get_attribute_value(part) for part in node.attribute}
        values[node.output[0]] = operators[node.op_type](*(values[name] for name in node.input), attributes)
    return values['logits']
