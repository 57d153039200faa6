"""Change published networks: add the metadata MediaPipe's tasks ask for, leave out what costs time.

MediaPipe's landmarker finds a person with one network, the detector, and their landmarks with
another, in a square placed by what the detector found.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import flatbuffers  # type: ignore[import-untyped]
import numpy as np

_METADATA_NAME = b"TFLITE_METADATA"
# TFLite asks for buffers on 16 bytes and copies or refuses those that lie elsewhere.
_BUFFER_ALIGNMENT = 16

_ANCHORS = 28 * 28 * 2 + 14 * 14 * 2 + 7 * 7 * 6
_MIDDLE = 28 * 28 * 2 + 14 * 14 * 2 + (3 * 7 + 3) * 6  # of the cell whose centre is the picture's
_COORDINATES = 12
_SURELY, _SURELY_NOT = 10.0, -100.0
_WIDER = 1.25


def with_metadata(network: bytes, *, mean: float, std: float) -> bytes:
    """Add the metadata MediaPipe needs to a TFLite network, in place of any it has.

    Parameters
    ----------
    network : bytes
        A `.tflite` file with one image input.
    mean, std : float
        The network's input is ``(pixel - mean) / std`` with pixels of 0-255.

    Returns
    -------
    bytes
        The same network: graph, weights and all other metadata are kept. The same arguments give
        the same bytes.
    """
    model = _unpacked(network)
    data = np.frombuffer(_image_metadata(model.subgraphs[0], mean, std), np.uint8)
    entries = list(model.metadata or [])
    present = next((entry for entry in entries if entry.name == _METADATA_NAME), None)
    if present is not None:
        model.buffers[present.buffer].data = data
    else:
        entry = _schema().MetadataT()
        entry.name = _METADATA_NAME
        entry.buffer = _added(model, data)
        model.metadata = [*entries, entry]
    return _packed(model)


def without_mask(network: bytes) -> bytes:
    """Leave out of a landmark network what only draws the mask of the person.

    MediaPipe runs that part for every picture, whether the mask is asked for or not: two fifths
    of the network's time.

    Parameters
    ----------
    network : bytes
        A `.tflite` file with one image input; the mask is the output as large as the image.

    Returns
    -------
    bytes
        The same network, bit for bit the same in its other outputs. Where the mask was, it gives
        the smallest of those, for MediaPipe counts them. A network without a mask stays as it is.
    """
    model = _unpacked(network)
    graph = model.subgraphs[0]
    mask = _mask(graph)
    if mask is None:
        return network
    others = [tensor for tensor in graph.outputs if tensor != mask]
    smallest = min(others, key=lambda tensor: math.prod(_shape(graph, tensor)))
    _reduce(graph, [smallest if tensor == mask else tensor for tensor in graph.outputs])
    return _packed(model)


def finding_the_middle(network: bytes) -> bytes:
    """Give a detector that sees one person in the middle of every picture, who fills it upright.

    With it MediaPipe's landmark network is given the whole picture, whatever the picture shows:
    who knows where a person is need not have them found again.

    Parameters
    ----------
    network : bytes
        The detector of BlazePose, as published.

    Returns
    -------
    bytes
        A network with the same input and outputs, which are constants.

    Raises
    ------
    ValueError
        If the network has other outputs than BlazePose's detector.

    Notes
    -----
    The outputs are as MediaPipe's `pose_detector_graph.cc` reads them: for each of 2,254 anchors
    (three grids of 2, 2 and 6 to a cell) a logit, and a box and four points, in pixels from the
    anchor.
    """
    model = _unpacked(network)
    graph = model.subgraphs[0]
    shapes = [tuple(_shape(graph, tensor)) for tensor in graph.outputs]
    if sorted(shapes) != [(1, _ANCHORS, 1), (1, _ANCHORS, _COORDINATES)]:
        raise ValueError("the detector is not BlazePose's")
    scores = np.full((_ANCHORS, 1), _SURELY_NOT, np.float32)
    scores[_MIDDLE] = _SURELY
    boxes = np.zeros((_ANCHORS, _COORDINATES), np.float32)
    boxes[_MIDDLE] = _box(_shape(graph, graph.inputs[0])[1])
    used = {entry.buffer for entry in model.metadata or []}
    for number, buffer in enumerate(model.buffers):
        if number not in used:
            buffer.data = None
    for tensor, shape in zip(graph.outputs, shapes, strict=True):
        values = scores if shape[2] == 1 else boxes
        data = np.frombuffer(values.tobytes(), np.uint8)
        graph.tensors[tensor].buffer = _added(model, data)
    graph.operators = []
    return _packed(model)


def _box(side: float) -> list[float]:
    """Give middle, width and height, and the points that place the landmark network."""
    # the hips, and the top of the circle around the body, MediaPipe's square being a quarter wider
    top = -side / _WIDER / 2
    return [0.0, 0.0, side / 2, side / 2, 0.0, 0.0, 0.0, top, 0.0, 0.0, 0.0, top]


def _shape(graph: Any, tensor: int) -> list[int]:
    return [int(size) for size in graph.tensors[tensor].shape]


def _mask(graph: Any) -> int | None:
    """Give the output that is as large as the picture."""
    picture = _shape(graph, graph.inputs[0])[1:3]
    return next((int(t) for t in graph.outputs if _shape(graph, t)[1:3] == picture), None)


def _reduce(graph: Any, outputs: Sequence[int]) -> None:
    """Give the graph these outputs, and leave out the operators that no longer lead to one."""
    needed = set(outputs)
    kept = []
    # operators stand in the order in which they run
    for operator in reversed(graph.operators):
        if needed.intersection(operator.outputs):
            needed.update(operator.inputs)
            kept.append(operator)
    graph.operators = kept[::-1]
    graph.outputs = list(outputs)


class _AlignedBuilder(flatbuffers.Builder):  # type: ignore[misc]
    # The generated Python code drops the schema's `force_align` of buffers.
    def StartVector(self, size: int, count: int, alignment: int) -> Any:  # noqa: N802
        return super().StartVector(size, count, max(alignment, _BUFFER_ALIGNMENT))


def _schema() -> Any:
    # half a second to import, and only needed to build
    from mediapipe.tasks.metadata import schema_py_generated as schema  # noqa: PLC0415

    return schema


def _added(model: Any, data: Any) -> int:
    """Add a buffer to a network, and give its number."""
    buffer = _schema().BufferT()
    buffer.data = data
    model.buffers.append(buffer)
    return len(model.buffers) - 1


def _unpacked(network: bytes) -> Any:
    schema = _schema()
    return schema.ModelT.InitFromObj(schema.Model.GetRootAs(network, 0))


def _packed(model: Any) -> bytes:
    builder = _AlignedBuilder()
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _image_metadata(graph: Any, mean: float, std: float) -> bytes:
    """Describe one RGB image as the input, and name the outputs."""
    from mediapipe.tasks.metadata import (  # noqa: PLC0415
        metadata_schema_py_generated as schema,
    )

    normalisation = schema.NormalizationOptionsT()
    normalisation.mean = [mean]
    normalisation.std = [std]
    unit = schema.ProcessUnitT()
    unit.optionsType = schema.ProcessUnitOptions.NormalizationOptions
    unit.options = normalisation
    properties = schema.ImagePropertiesT()
    properties.colorSpace = schema.ColorSpaceType.RGB
    content = schema.ContentT()
    content.contentPropertiesType = schema.ContentProperties.ImageProperties
    content.contentProperties = properties
    image = schema.TensorMetadataT()
    image.name = "image"
    image.content = content
    image.processUnits = [unit]
    outputs = []
    for index in graph.outputs:
        output = schema.TensorMetadataT()
        output.name = graph.tensors[index].name
        outputs.append(output)
    subgraph = schema.SubGraphMetadataT()
    subgraph.inputTensorMetadata = [image]
    subgraph.outputTensorMetadata = outputs
    root = schema.ModelMetadataT()
    root.subgraphMetadata = [subgraph]
    builder = flatbuffers.Builder()
    builder.Finish(root.Pack(builder), b"M001")
    return bytes(builder.Output())
