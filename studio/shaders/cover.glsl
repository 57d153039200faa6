#version 330
// Which parts of the body are covered by what. Shared by the picture and by the shadow map.
const int SKIN = 0, BOTTOMS = 1, TOP = 2, EYE = 3, HAIR = 4, PLAIN = 5, FLOOR = 6, WALL = 7, GLOW = 8;
uniform float sleeve_end, leg_end, sock_top, shoe_top, waist, hem, neck, nape;
uniform vec3 eye_line;  // height and depth of the eyes, depth of the ears
in vec3 world_position;
in vec3 world_normal;
in vec3 surface_point;
in vec2 limb;
in vec3 base_colour;
in vec3 light_position;
flat in int kind;

float hash(vec3 p) {
    p = fract(p * 0.3183099 + 0.1) * 17.0;
    return fract(p.x * p.y * p.z * (p.x + p.y + p.z));
}

float noise(vec3 x) {
    vec3 i = floor(x), f = fract(x);
    f = f * f * (3.0 - 2.0 * f);
    return mix(mix(mix(hash(i), hash(i + vec3(1, 0, 0)), f.x),
                   mix(hash(i + vec3(0, 1, 0)), hash(i + vec3(1, 1, 0)), f.x), f.y),
               mix(mix(hash(i + vec3(0, 0, 1)), hash(i + vec3(1, 0, 1)), f.x),
                   mix(hash(i + vec3(0, 1, 1)), hash(i + vec3(1, 1, 1)), f.x), f.y), f.z);
}

bool under_top() {
    if (limb.x >= 0.0) return limb.x < sleeve_end;
    // Shorter in front, where a deep squat would push the hem through the thighs.
    float end = hem - 0.10 * smoothstep(0.0, 0.06, surface_point.z);
    return limb.y > neck && limb.y < end;
}

bool under_bottoms() {
    if (limb.x >= 0.0) return false;
    return limb.y > sock_top || (limb.y > waist && limb.y < leg_end);
}

bool beyond_hairline() {
    float height = surface_point.y - eye_line.x;
    float ahead = surface_point.z - eye_line.z;
    float line = ahead > 0.0
        ? mix(0.035, 0.062, clamp(ahead / (eye_line.y - eye_line.z), 0.0, 1.0))
        : mix(0.03, -nape, clamp(-ahead / 0.035, 0.0, 1.0));
    return height - line + (noise(surface_point * 160.0) - 0.5) * 0.010 < 0.0;
}

bool cut_away() {
    if (kind == SKIN) return under_top() || under_bottoms();
    if (kind == BOTTOMS) return !under_bottoms();
    if (kind == TOP) return !under_top();
    return kind == HAIR && beyond_hairline();
}
