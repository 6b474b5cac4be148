package io.spirula.cli.command.kafka;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.ShortId;
import io.spirula.cli.session.Session;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Looks at events that a service could not take, has them handled after all, gives them up. */
@Command(
        name = "dlt",
        description = {
            "Look at events that a service could not take (dead letters), have them handled after all, or give them up.",
            "Later events of the same key wait behind one that can be replayed. For tokens of all tenants."
        })
public final class DeadLetterCommand {

    private static final String LETTERS = "dead-letters";

    private final Session session;

    public DeadLetterCommand(Session session) {
        this.session = session;
    }

    @Command(description = "List open dead letters of all services, oldest first.")
    int ls(@Option(names = "--all", description = "Those too that were replayed or discarded.") boolean all) {
        JsonNode answer = session.server().get(ApiPath.of(LETTERS).with("all", all ? true : null));
        session.show(answer, () -> {
            if (Fields.list(answer, "letters").isEmpty()) {
                session.console().say(all ? "There is no dead letter." : "No dead letter is open.");
            } else {
                session.console().table(new DeadLetterText(session).table(Fields.list(answer, "letters")));
            }
        });
        Fields.number(answer, "more")
                .filter(more -> more > 0)
                .ifPresent(more -> session.console().note("There are " + more + " more."));
        if (answer.path("unknown").size() > 0) {
            session.console()
                    .note("Not known: "
                            + answer.path("unknown").properties().stream()
                                    .map(entry -> entry.getKey() + " "
                                            + entry.getValue().asString(""))
                                    .collect(Collectors.joining(", ")));
        }
        return 0;
    }

    @Command(
            description = {
                "Show a dead letter: why it is one, its headers, and the beginning of its payload.",
                "Bytes that are no visible text are written as \\x1b or \\u{1b}."
            })
    int show(
            @Parameters(paramLabel = "LETTER", description = "Its id, or at least 6 characters of it.") String letter) {
        JsonNode found = session.server().get(ApiPath.of(LETTERS, letter));
        session.show(found, () -> new DeadLetterText(session).show(found));
        return 0;
    }

    @Command(
            description = {
                "Have a dead letter handled after all, then those that wait behind it, in order.",
                "One that fails again stays open with the new reason."
            })
    int replay(
            @Parameters(paramLabel = "LETTER", description = "Its id, or at least 6 characters of it.") String letter) {
        return command(letter, "replay", "is handled again");
    }

    @Command(description = "Give a dead letter up: it is never handled. Those that wait behind it go on, in order.")
    int discard(
            @Parameters(paramLabel = "LETTER", description = "Its id, or at least 6 characters of it.") String letter) {
        return command(letter, "discard", "is given up");
    }

    private int command(String letter, String command, String what) {
        JsonNode answer = session.server().post(ApiPath.of(LETTERS, letter, command), "spirula dlt ls --all");
        session.show(
                answer,
                () -> session.console()
                        .say("Dead letter " + ShortId.of(Fields.text(answer, "id")) + " of "
                                + Fields.text(answer, "service") + " " + what + "; see spirula dlt ls --all"));
        return 0;
    }
}
