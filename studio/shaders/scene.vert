#version 330
// Positions arrive posed; everything is passed on to be shaded per fragment.
uniform mat4 to_clip;
uniform mat4 to_light;
in vec3 position;
in vec3 normal;
in vec3 surface;
in vec2 limbs;
in float material;
in vec3 colour;
out vec3 world_position;
out vec3 world_normal;
out vec3 surface_point;
out vec2 limb;
out vec3 base_colour;
out vec3 light_position;
flat out int kind;
void main() {
    world_position = position;
    world_normal = normal;
    surface_point = surface;
    limb = limbs;
    base_colour = colour;
    kind = int(material + 0.5);
    light_position = (to_light * vec4(position, 1.0)).xyz * 0.5 + 0.5;
    gl_Position = to_clip * vec4(position, 1.0);
}
