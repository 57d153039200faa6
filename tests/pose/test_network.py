from __future__ import annotations

from typing import Any

import pytest
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
from mediapipe.tasks.metadata import schema_py_generated as schema

from squatform.pose.network import with_metadata

NAMES = ["pose_detection.tflite", "pose_landmark_full.tflite"]


def _model(network: bytes) -> Any:
    return schema.ModelT.InitFromObj(schema.Model.GetRootAs(network, 0))


def _normalisation(network: bytes) -> tuple[list[float], list[float]]:
    model = _model(network)
    (entry,) = [entry for entry in model.metadata if entry.name == b"TFLITE_METADATA"]
    data = bytes(model.buffers[entry.buffer].data)
    root = metadata_schema.ModelMetadataT.InitFromObj(
        metadata_schema.ModelMetadata.GetRootAs(data, 0)
    )
    (image,) = root.subgraphMetadata[0].inputTensorMetadata
    (unit,) = image.processUnits
    return list(unit.options.mean), list(unit.options.std)


def _weights(network: bytes) -> list[bytes]:
    model = _model(network)
    used = [tensor.buffer for tensor in model.subgraphs[0].tensors]
    buffers = [model.buffers[index].data for index in used]
    return [b"" if buffer is None else bytes(buffer) for buffer in buffers]


@pytest.mark.parametrize("name", NAMES)
def test_normalisation_is_replaced_and_nothing_else(networks: dict[str, bytes], name: str) -> None:
    changed = with_metadata(networks[name], mean=3.0, std=7.0)
    assert _normalisation(changed) == ([3.0], [7.0])
    assert _weights(changed) == _weights(networks[name])
    others = {entry.name for entry in _model(networks[name]).metadata}
    assert {entry.name for entry in _model(changed).metadata} == others
    assert b"min_runtime_version" in others


@pytest.mark.parametrize("name", NAMES)
def test_network_without_metadata_gets_it(networks: dict[str, bytes], name: str) -> None:
    import flatbuffers

    model = _model(networks[name])
    model.metadata = None
    builder = flatbuffers.Builder()
    builder.Finish(model.Pack(builder), b"TFL3")
    changed = with_metadata(bytes(builder.Output()), mean=0.0, std=255.0)
    assert _normalisation(changed) == ([0.0], [255.0])
    assert _weights(changed) == _weights(networks[name])


@pytest.mark.parametrize("name", NAMES)
def test_the_same_network_gives_the_same_bytes(networks: dict[str, bytes], name: str) -> None:
    once = with_metadata(networks[name], mean=0.0, std=255.0)
    assert with_metadata(networks[name], mean=0.0, std=255.0) == once
    assert with_metadata(once, mean=0.0, std=255.0) == once


@pytest.mark.parametrize("name", NAMES)
def test_every_buffer_lies_on_16_bytes(networks: dict[str, bytes], name: str) -> None:
    model = schema.Model.GetRootAs(with_metadata(networks[name], mean=0.0, std=1.0), 0)
    offsets = [
        buffer._tab.Vector(buffer._tab.Offset(4))
        for buffer in map(model.Buffers, range(model.BuffersLength()))
        if not buffer.DataIsNone()
    ]
    assert len(offsets) > 100
    assert all(offset % 16 == 0 for offset in offsets)
