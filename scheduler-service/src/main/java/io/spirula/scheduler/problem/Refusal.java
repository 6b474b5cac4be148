package io.spirula.scheduler.problem;

import java.util.List;

/** What was asked for is not done, and nothing was changed. The message says what, to which object, why, and what to do. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final transient List<FieldProblem> errors;

    private Refusal(ProblemCode code, String detail, List<FieldProblem> errors) {
        super(detail);
        this.code = code;
        this.errors = List.copyOf(errors);
    }

    public static Refusal of(ProblemCode code, String detail) {
        return new Refusal(code, detail, List.of());
    }

    /** Every field that is wrong at once. */
    public static Refusal invalid(String detail, List<FieldProblem> errors) {
        return new Refusal(ProblemCode.INVALID, detail, errors);
    }

    /** One field is wrong. */
    public static Refusal invalid(String field, String message) {
        return invalid(message, List.of(new FieldProblem(field, message)));
    }

    /** Nothing is wrong with these fields but that the caller may not ask for what they name. */
    public static Refusal forbidden(String detail, List<FieldProblem> errors) {
        return new Refusal(ProblemCode.FORBIDDEN, detail, errors);
    }

    public ProblemCode code() {
        return code;
    }

    public List<FieldProblem> errors() {
        return errors;
    }
}
