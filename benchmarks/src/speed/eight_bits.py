"""Would whole numbers of 8 bits be faster than single precision for the products of MiniLM-L6? See docs/decisions/0021-eight-bits.md.

    pip install onnx onnxruntime numpy
    python benchmarks/src/speed/eight_bits.py

Six layers of products alone (four of 384 x 384, then 384 x 1536 and 1536 x 384), drawn weights, one thread, processor time, the median of several runs.
"""

import time

import numpy as np
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

WIDE, INNER, LAYERS = 384, 1536, 6


class Net:
    """A graph of products, in 8 bits or in single precision."""

    def __init__(self, is_whole):
        self.is_whole, self.nodes, self.weights = is_whole, [], []
        self.random = np.random.default_rng(0)

    def node(self, kind, inputs, outputs, **more):
        self.nodes.append(helper.make_node(kind, inputs, outputs, **more))
        return outputs[0]

    def product(self, rows, inside, outside, name):
        weight = (self.random.standard_normal((inside, outside)) / np.sqrt(inside)).astype(np.float32)
        if not self.is_whole:
            self.weights.append(numpy_helper.from_array(weight, name))
            return self.node("MatMul", [rows, name], [name + "_out"])
        # Each column has a scale of its own.
        scale = (np.abs(weight).max(0) / 127.0).astype(np.float32)
        self.weights.append(numpy_helper.from_array(np.round(weight / scale).astype(np.int8), name))
        self.weights.append(numpy_helper.from_array(scale, name + "_scale"))
        self.node("DynamicQuantizeLinear", [rows], [name + "_rows", name + "_step", name + "_zero"])
        self.node("MatMulInteger", [name + "_rows", name, name + "_zero"], [name + "_whole"])
        self.node("Cast", [name + "_whole"], [name + "_float"], to=TensorProto.FLOAT)
        self.node("Mul", [name + "_step", name + "_scale"], [name + "_both"])
        return self.node("Mul", [name + "_float", name + "_both"], [name + "_out"])

    def session(self):
        rows = "x"
        for layer in range(LAYERS):
            query, key, value = (self.product(rows, WIDE, WIDE, f"{part}{layer}") for part in ("query", "key", "value"))
            sum_of_two = self.node("Add", [query, key], [f"two{layer}"])
            sum_of_three = self.node("Add", [sum_of_two, value], [f"three{layer}"])
            up = self.product(self.product(sum_of_three, WIDE, WIDE, f"out{layer}"), WIDE, INNER, f"up{layer}")
            down = self.product(self.node("Relu", [up], [f"relu{layer}"]), INNER, WIDE, f"down{layer}")
            rows = self.node("Tanh", [down], [f"layer{layer}"])
        of = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, WIDE])
        graph = helper.make_graph(self.nodes, "products", [of("x")], [of(rows)], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def millis(session, rows, runs):
    session.run(None, {"x": rows})
    took = []
    for _ in range(runs):
        begun = time.process_time()
        session.run(None, {"x": rows})
        took.append(1e3 * (time.process_time() - begun))
    return float(np.median(took))


def main():
    single, whole = Net(False).session(), Net(True).session()
    for count in (32, 128, 1024):
        rows = np.random.default_rng(1).standard_normal((count, WIDE)).astype(np.float32)
        one, other = (millis(session, rows, 15 if count < 1000 else 5) for session in (single, whole))
        print(f"{count} rows: single precision {one:.2f} ms, 8 bits {other:.2f} ms, ratio {one / other:.2f}")


if __name__ == "__main__":
    main()
