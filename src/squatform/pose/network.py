"""Change published networks: add the metadata MediaPipe's tasks ask for, leave the mask out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

_METADATA_NAME = b"TFLITE_METADATA"
# TFLite asks for buffers on 16 bytes and copies or refuses those that lie elsewhere.
_BUFFER_ALIGNMENT = 16


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
    import numpy as np  # noqa: PLC0415
    from mediapipe.tasks.metadata import schema_py_generated as schema  # noqa: PLC0415

    model = _unpacked(network)
    data = np.frombuffer(_image_metadata(model.subgraphs[0], mean, std), np.uint8)
    entries = list(model.metadata or [])
    present = next((entry for entry in entries if entry.name == _METADATA_NAME), None)
    if present is not None:
        model.buffers[present.buffer].data = data
    else:
        buffer = schema.BufferT()
        buffer.data = data
        entry = schema.MetadataT()
        entry.name = _METADATA_NAME
        entry.buffer = len(model.buffers)
        model.buffers.append(buffer)
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

    def shape(tensor: int) -> Sequence[int]:
        return [int(size) for size in graph.tensors[tensor].shape]

    picture = shape(graph.inputs[0])[1:3]
    others = [tensor for tensor in graph.outputs if shape(tensor)[1:3] != picture]
    if len(others) == len(graph.outputs):
        return network
    smallest = min(others, key=lambda tensor: math.prod(shape(tensor)))
    graph.outputs = [tensor if tensor in others else smallest for tensor in graph.outputs]
    needed = set(others)
    kept = []
    # operators stand in the order in which they run
    for operator in reversed(graph.operators):
        if needed.intersection(operator.outputs):
            needed.update(operator.inputs)
            kept.append(operator)
    graph.operators = kept[::-1]
    return _packed(model)


def _unpacked(network: bytes) -> Any:
    # half a second to import, and only needed to build
    from mediapipe.tasks.metadata import schema_py_generated as schema  # noqa: PLC0415

    return schema.ModelT.InitFromObj(schema.Model.GetRootAs(network, 0))


def _packed(model: Any) -> bytes:
    import flatbuffers  # type: ignore[import-untyped]  # noqa: PLC0415

    class AlignedBuilder(flatbuffers.Builder):  # type: ignore[misc]
        # The generated Python code drops the schema's `force_align` of buffers.
        def StartVector(self, size: int, count: int, alignment: int) -> Any:  # noqa: N802
            return super().StartVector(size, count, max(alignment, _BUFFER_ALIGNMENT))

    builder = AlignedBuilder()
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _image_metadata(graph: Any, mean: float, std: float) -> bytes:
    """Describe one RGB image as the input, and name the outputs."""
    import flatbuffers  # noqa: PLC0415
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
