package io.spirula.scheduler.openapi;

import io.spirula.scheduler.problem.ProblemCode;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.stream.Stream;

/** The form of a refusal: problem details (RFC 9457), with a stable code and the fields that are wrong. */
final class ProblemSchema {

    static final String NAME = "Problem";

    private ProblemSchema() {}

    static Schema<?> schema() {
        return object().description("Problem details (RFC 9457)")
                .addProperty("title", text("The name of the status"))
                .addProperty("status", type("integer").description("The HTTP status"))
                .addProperty("detail", text("What happened, to which object, why, and what to do"))
                .addProperty("instance", text("The path of the request"))
                .addProperty("code", code())
                .addProperty("errors", array(error()).description("Every field that is wrong"))
                .required(List.of("title", "status", "detail", "code"));
    }

    private static Schema<?> code() {
        Schema<Object> code = type("string");
        Stream.of(ProblemCode.values()).map(ProblemCode::name).forEach(code::addEnumItemObject);
        return code.description("A stable code of the reason; later versions may add some");
    }

    private static Schema<?> error() {
        return object().addProperty("field", text("Its path, for example spec.targets[0].retention.last"))
                .addProperty("message", text("What was found and what is expected"))
                .addProperty(
                        "allowed", array(type("string")).description("The allowed values, where they can be listed"))
                .required(List.of("field", "message"));
    }

    private static Schema<Object> object() {
        return type("object");
    }

    private static Schema<Object> array(Schema<?> items) {
        return type("array").items(items);
    }

    private static Schema<Object> text(String description) {
        Schema<Object> text = type("string");
        text.description(description);
        return text;
    }

    private static Schema<Object> type(String name) {
        Schema<Object> schema = new Schema<>();
        schema.type(name).addType(name);
        return schema;
    }
}
