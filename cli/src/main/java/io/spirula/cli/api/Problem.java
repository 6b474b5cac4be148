package io.spirula.cli.api;

import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.exit.ExitCode;
import io.spirula.cli.output.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** What a server said when it did not do what was asked: problem details (RFC 9457), or anything else. */
final class Problem {

    private static final int MAX_FOREIGN_TEXT = 200;

    private Problem() {}

    static CommandFailedException of(int status, byte[] body) {
        JsonNode problem = parse(body);
        String message = Fields.text(problem, "detail");
        if (message.isEmpty()) {
            message = Fields.text(problem, "title");
        }
        if (message.isEmpty()) {
            message = byItself(status, body);
        }
        String code = Fields.text(problem, "code");
        List<String> details = new ArrayList<>();
        for (JsonNode error : Fields.list(problem, "errors")) {
            details.add(fieldError(error));
        }
        ExitCode exitCode = exitCode(status, !code.isEmpty());
        String text = code.isEmpty() ? message : message + " [" + code + "]";
        boolean passing = status == 429 || status / 100 == 5;
        return passing
                ? CommandFailedException.passing(exitCode, text, details)
                : new CommandFailedException(exitCode, text, details);
    }

    /** Whether it is from the server itself, which gives every problem a code, and not from a gateway before it. */
    static boolean isIn(byte[] body) {
        return !Fields.text(parse(body), "code").isEmpty();
    }

    private static ExitCode exitCode(int status, boolean serverAnswered) {
        return switch (status) {
            case 400, 413, 415, 422 -> ExitCode.USAGE;
            case 401, 403, 409, 412, 429 -> ExitCode.REFUSED;
            case 404, 410 -> ExitCode.NOT_FOUND;
            case 502, 503, 504 -> serverAnswered ? ExitCode.FAILED : ExitCode.UNREACHABLE;
            default -> ExitCode.FAILED;
        };
    }

    private static String byItself(int status, byte[] body) {
        return switch (status) {
            case 401 -> "The server wants a valid token: set SPIRULA_TOKEN, or name a file with --token-file";
            case 403 -> "This token may not do that";
            case 404 -> "The server has no such thing; is its address right?";
            default -> "The server answered with HTTP status " + status + foreignText(body);
        };
    }

    private static String foreignText(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        if (text.isEmpty() || text.startsWith("<")) {
            return "";
        }
        return ": " + (text.length() <= MAX_FOREIGN_TEXT ? text : text.substring(0, MAX_FOREIGN_TEXT) + "...");
    }

    private static String fieldError(JsonNode error) {
        String allowed = Fields.at(error, "allowed")
                .map(values -> values.isArray()
                        ? values.values().stream()
                                .map(value -> value.asString(""))
                                .collect(Collectors.joining(", "))
                        : values.asString(""))
                .orElse("");
        return Fields.text(error, "field") + ": " + Fields.text(error, "message")
                + (allowed.isEmpty() ? "" : " (allowed: " + allowed + ")");
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            // a proxy's page, for example: the status has to do
            return MissingNode.getInstance();
        }
    }
}
