package io.spirula.cli.output;

/** What a result is printed as. */
public enum OutputFormat {
    /** For people; may change with any version. */
    TABLE,
    /** For programs: field names stay. */
    JSON,
    /** As JSON. */
    YAML
}
