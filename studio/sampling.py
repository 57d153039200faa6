from enum import Enum
class Split(str, Enum):
    CALIBRATION="calibration"
    EVALUATION="evaluation"
def draw_clip(split,number): raise NotImplementedError
