package io.spirula.scheduler.problem;

import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** Refusals as problem details (RFC 9457), all of the same form. */
public final class Problems {

    /** What is said where PostgreSQL cannot be used. */
    public static final String DATABASE_AWAY = "The database cannot be used now; nothing was changed. Try again";

    private Problems() {}

    public static ResponseEntity<Object> answer(ProblemCode code, String detail, List<FieldProblem> errors) {
        return ResponseEntity.status(code.status()).body(detail(code, detail, errors));
    }

    static ProblemDetail detail(ProblemCode code, String detail, List<FieldProblem> errors) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(code.status()), detail);
        problem.setProperty("code", code.name());
        if (!errors.isEmpty()) {
            problem.setProperty("errors", errors.stream().map(Problems::error).toList());
        }
        return problem;
    }

    private static Map<String, Object> error(FieldProblem error) {
        return error.allowed().isEmpty()
                ? Map.of("field", error.field(), "message", error.message())
                : Map.of("field", error.field(), "message", error.message(), "allowed", error.allowed());
    }
}
