uniform sampler2DShadow shadow_map;
uniform vec3 light_direction, light_colour, sky, ground, eye;
uniform vec3 skin_colour, top_colour, bottom_colour, shoe_colour;
uniform vec3 wall_colour, floor_colour;
uniform float rubber_floor, stripes, exposure;
out vec4 picture;

float lit() {
    if (any(lessThan(light_position.xy, vec2(0))) || any(greaterThan(light_position.xy, vec2(1))))
        return 1.0;
    float sum = 0.0;
    for (int i = -1; i <= 1; i++)
        for (int j = -1; j <= 1; j++)
            sum += texture(shadow_map,
                           vec3(light_position.xy + vec2(i, j) * 1.8 / 1536.0, light_position.z - 0.0025));
    return sum / 9.0;
}

vec3 wood() {
    vec2 p = world_position.xz;
    float plank = floor(p.x / 0.14);
    float along = p.y + hash(vec3(plank, 1, 2)) * 1.3;
    float tint = hash(vec3(plank, floor(along / 1.3), 5));
    float grain = noise(vec3(p.x * 60.0, p.y * 5.0, tint * 9.0));
    float edge = min(abs(fract(p.x / 0.14) - 0.5), abs(fract(along / 1.3) - 0.5) * 9.0);
    return floor_colour * (0.8 + 0.25 * tint + 0.16 * (grain - 0.5)) * (0.65 + 0.35 * smoothstep(0.5, 0.485, edge));
}

vec3 rubber() {
    vec2 p = world_position.xz;
    float far = clamp(length(eye - world_position) / 7.0, 0.0, 1.0);
    float fleck = smoothstep(0.80, 0.90, noise(vec3(p * 120.0, 1))) * 0.16 * (1.0 - far);
    vec2 tile = abs(fract(p) - 0.5);
    float seam = 0.85 + 0.15 * smoothstep(0.5, 0.492, max(tile.x, tile.y));
    return (floor_colour * (0.85 + 0.2 * noise(vec3(p * 14.0, 3))) + fleck) * seam;
}

vec3 shoe() {
    if (surface_point.y < 0.030) return vec3(0.72);
    return shoe_colour * (0.8 + 0.4 * step(0.5, fract(surface_point.z * 18.0)));
}

void main() {
    if (cut_away()) discard;
    vec3 to_eye = normalize(eye - world_position);
    vec3 n = normalize(world_normal);
    if (dot(n, to_eye) < 0.0 && kind <= HAIR) n = -n;
    vec3 c = base_colour;
    float shine = 0.04, gloss = 20.0, wrap = 0.15;
    if (kind == SKIN) {
        c = skin_colour * base_colour * (0.93 + 0.12 * noise(surface_point * 45.0));
        shine = 0.10; gloss = 18.0; wrap = 0.35;
    } else if (kind == BOTTOMS || kind == TOP) {
        float crease = noise(surface_point * vec3(22, 34, 22)) - 0.5 + 0.5 * (noise(surface_point * 70.0) - 0.5);
        n = normalize(n + 0.18 * crease * vec3(1.0, 0.6, -1.0) * noise(surface_point * 9.0 + 3.0));
        wrap = 0.25;
        if (kind == TOP) {
            c = top_colour;
            if (stripes > 0.5 && fract(surface_point.y * 14.0) < 0.3) c = c * 0.35 + 0.4;
        } else if (limb.y > shoe_top) c = shoe();
        else c = limb.y > sock_top ? vec3(0.8) : bottom_colour;
        c *= 0.92 + 0.16 * noise(surface_point * 110.0);
    } else if (kind == EYE) { shine = 0.5; gloss = 80.0; }
    else if (kind == HAIR) {
        c *= 0.65 + 0.7 * noise(surface_point * vec3(260, 30, 120));
        shine = 0.18; gloss = 14.0;
    } else if (kind == FLOOR) {
        c = rubber_floor > 0.5 ? rubber() : wood();
        shine = rubber_floor > 0.5 ? 0.03 : 0.12; gloss = 30.0;
    } else if (kind == WALL) {
        c = wall_colour * (0.96 + 0.06 * noise(world_position * 12.0));
        if (world_position.y < 0.09) c = vec3(0.62);
    }
    float facing = dot(n, light_direction);
    float diffuse = clamp((facing + wrap) / (1.0 + wrap), 0.0, 1.0);
    float shade = lit();
    vec3 ambient = mix(ground, sky, n.y * 0.5 + 0.5);
    if (kind <= PLAIN) ambient *= 0.72 + 0.28 * clamp(world_position.y / 0.35, 0.0, 1.0);
    vec3 halfway = normalize(light_direction + to_eye);
    vec3 r = c * (ambient + light_colour * diffuse * shade);
    r += light_colour * shade * shine * pow(max(dot(n, halfway), 0.0), gloss) * step(0.0, facing);
    if (kind <= HAIR) r += pow(1.0 - max(dot(n, to_eye), 0.0), 3.0) * 0.06 * sky;
    if (kind == GLOW) r = base_colour;
    r *= exposure;
    r = r / (1.0 + 0.18 * r);
    picture = vec4(pow(clamp(r, 0.0, 1.0), vec3(1.0 / 2.2)), 1.0);
}
