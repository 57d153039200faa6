#!/bin/sh
# Draw clips that show each fault from where it can be seen: draw_faults.sh PYTHON FOLDER
set -eu

draw() {
    "$python" -m studio draw --split evaluation --first 1000 --out "$folder" "$@"
}

python=$1
folder=$2
draw --count 24 --fault knee_cave --view front
draw --count 8 --fault knee_cave --view oblique
draw --count 12 --fault heel_lift --view side
draw --count 16 --fault lumbar_flexion --view side --exercise air_squat
draw --count 12 --fault thoracic_flexion --view side --exercise air_squat
draw --count 10 --fault extra_lean --view side
draw --count 10 --fault extra_lean --view oblique
draw --count 16 --fault hip_shift --view front
