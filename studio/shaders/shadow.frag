void main() {
    if (kind >= FLOOR || cut_away()) discard;
}
