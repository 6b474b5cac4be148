package io.spirula.e2e.agent;

/**
 * Where a service can be stopped: all methods of that name.
 *
 * @param className as the JVM names it
 */
public record Hook(String className, String method, When when) {

    /** Before its first instruction, or after it returned without an exception; or in its place it fails, see {@link Refusals}. */
    public enum When {
        ENTRY,
        EXIT,
        REFUSED
    }

    static Hook parse(String text) {
        int method = text.indexOf('#');
        int when = text.indexOf('@');
        return new Hook(
                text.substring(0, method), text.substring(method + 1, when), When.valueOf(text.substring(when + 1)));
    }

    /** Fit for a file name. */
    public String id() {
        return className + "#" + method + "@" + when;
    }
}
