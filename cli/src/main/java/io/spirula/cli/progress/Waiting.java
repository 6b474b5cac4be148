package io.spirula.cli.progress;

import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.exit.ExitCode;
import io.spirula.cli.output.Fields;
import io.spirula.cli.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Looks at things on the server until they end, or until the time to wait is over. */
public final class Waiting {

    private static final Duration INTERVAL = Duration.ofMillis(300);
    /** A server that is started again, or has too much to do, must not end a wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Session session;
    private @Nullable Instant silentSince;

    public Waiting(Session session) {
        this.session = session;
    }

    /**
     * @param states what is known of the things already, in their order
     * @throws CommandFailedException when the server gives no usable answer for a minute, or does not know a thing any more
     */
    public Outcome until(List<Watched> things, List<JsonNode> states) {
        List<JsonNode> last = new ArrayList<>(states);
        ProgressView view = session.console().errIsTerminal()
                ? new TerminalProgress(session.console())
                : new PlainProgress(session.console());
        List<RateMeter> meters =
                things.stream().map(thing -> new RateMeter(thing.name())).toList();
        Optional<Instant> end = session.timeout().map(timeout -> session.now().plus(timeout));
        while (true) {
            Instant now = session.now();
            view.show(
                    now,
                    IntStream.range(0, things.size())
                            .mapToObj(i -> meters.get(i).progress(last.get(i), now))
                            .toList());
            Outcome outcome = new Outcome(last);
            boolean over = end.isPresent() && !now.isBefore(end.get());
            if (outcome.exitCode() != ExitCode.STILL_RUNNING || over) {
                return outcome;
            }
            session.pause(end.map(moment -> Duration.between(now, moment))
                    .filter(left -> left.compareTo(INTERVAL) < 0)
                    .orElse(INTERVAL));
            for (int i = 0; i < last.size(); i++) {
                if (!Watched.ended(Fields.text(last.get(i), "state"))) {
                    last.set(i, look(things.get(i), last.get(i)));
                }
            }
        }
    }

    private JsonNode look(Watched thing, JsonNode last) {
        try {
            JsonNode state = session.server().get(thing.path());
            silentSince = null;
            return state;
        } catch (CommandFailedException e) {
            if (!e.passing()) {
                throw e;
            }
            Instant now = session.now();
            if (silentSince == null) {
                silentSince = now;
                session.console().note(e.getMessage() + " Trying on for a minute.");
            } else if (Duration.between(silentSince, now).compareTo(PATIENCE) >= 0) {
                throw e;
            }
            return last;
        }
    }
}
