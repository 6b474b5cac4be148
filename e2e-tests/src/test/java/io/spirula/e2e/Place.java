package io.spirula.e2e;

/**
 * Where images are.
 *
 * @param namespace empty for the default one
 */
record Place(String pool, String namespace) {

    /** From {@code pool[/namespace]}. */
    static Place of(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? new Place(text, "") : new Place(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? pool : pool + "/" + namespace;
    }
}
