package io.spirula.scheduler.problem;

import java.util.List;

/**
 * What is wrong with one field of what was sent.
 *
 * @param field the path of the field, for example {@code spec.targets[0].retention.last}
 * @param message what was found and what is expected
 * @param allowed the allowed values; empty when they cannot be listed
 */
public record FieldProblem(String field, String message, List<String> allowed) {

    public FieldProblem {
        allowed = List.copyOf(allowed);
    }

    public FieldProblem(String field, String message) {
        this(field, message, List.of());
    }
}
