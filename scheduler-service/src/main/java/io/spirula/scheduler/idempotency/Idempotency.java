package io.spirula.scheduler.idempotency;

import static io.spirula.scheduler.db.Sql.time;

import io.spirula.scheduler.db.Json;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Remembers, in the transaction that does it, what a request with an {@code Idempotency-Key} led to. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class Idempotency {

    private static final int LONGEST_KEY = 255;

    private final JdbcClient jdbc;
    private final Json json;
    private final Clock clock;

    public Idempotency(JdbcClient jdbc, Json json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Does it, unless the same caller sent the same request with this key before: then what came of that.
     *
     * @param key null when the caller gave none: it is done
     * @param request all that makes the request this one
     * @param command gives the ids of what it made
     * @throws Refusal when the key was used for another request
     */
    public List<UUID> once(Caller caller, @Nullable String key, String request, Supplier<List<UUID>> command) {
        return once(caller, key, request, answer -> json.readList(answer, UUID.class), command);
    }

    /**
     * The same for a command with an answer of its own, which is told again as it was.
     *
     * @param key null when the caller gave none: it is done
     * @param request all that makes the request this one
     * @param type of the answer
     * @throws Refusal when the key was used for another request
     */
    public <T> T once(Caller caller, @Nullable String key, String request, Class<T> type, Supplier<T> command) {
        return once(caller, key, request, answer -> json.read(answer, type), command);
    }

    private <T> T once(
            Caller caller, @Nullable String key, String request, Function<String, T> reader, Supplier<T> command) {
        if (key == null) {
            return command.get();
        }
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw Refusal.invalid("Idempotency-Key", "An idempotency key has 1 to " + LONGEST_KEY + " characters");
        }
        return claim(caller, key, request)
                ? remember(caller, key, command.get())
                : reader.apply(remembered(caller, key, request));
    }

    /** Waits for whoever uses the same key at the same time. */
    private boolean claim(Caller caller, String key, String request) {
        return jdbc.sql("""
                        insert into idempotency (actor, key, request, answer, created_at)
                        values (:actor, :key, :request, '[]', :at) on conflict do nothing
                        """)
                        .param("actor", actor(caller))
                        .param("key", key)
                        .param("request", request)
                        .param("at", time(clock.instant()))
                        .update()
                > 0;
    }

    private <T> T remember(Caller caller, String key, T answer) {
        jdbc.sql("update idempotency set answer = :answer::jsonb where actor = :actor and key = :key")
                .param("answer", json.write(answer))
                .param("actor", actor(caller))
                .param("key", key)
                .update();
        return answer;
    }

    private String remembered(Caller caller, String key, String request) {
        record Row(String request, String answer) {}
        Row row = jdbc.sql("select request, answer from idempotency where actor = :actor and key = :key")
                .param("actor", actor(caller))
                .param("key", key)
                .query((found, number) -> new Row(found.getString("request"), found.getString("answer")))
                .single();
        if (!row.request().equals(request)) {
            throw Refusal.of(
                    ProblemCode.IDEMPOTENCY_KEY_REUSED,
                    "Idempotency key " + key + " was used for another request; use a new one for each command");
        }
        return row.answer();
    }

    /** Forgets keys that are older. */
    @Transactional
    public int forgetOlderThan(Duration age) {
        return jdbc.sql("delete from idempotency where created_at < :moment")
                .param("moment", time(clock.instant().minus(age)))
                .update();
    }

    private static String actor(Caller caller) {
        return caller.tenant() + "/" + caller.name();
    }
}
