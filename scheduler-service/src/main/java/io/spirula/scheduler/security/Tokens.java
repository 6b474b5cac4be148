package io.spirula.scheduler.security;

import io.spirula.scheduler.id.Ids;
import io.spirula.scheduler.problem.FieldProblem;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/** Makes, finds and revokes tokens. A caller deals only with tokens of its own tenant, {@code *} with all. */
@Service
public class Tokens {

    private static final Caller BOOTSTRAP = new Caller("bootstrap-admin", Role.ADMIN, Caller.EVERYBODY);

    private final TokenStore store;
    private final Tenants tenants;
    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Optional<byte[]> bootstrapHash;

    Tokens(TokenStore store, Tenants tenants, SchedulerProperties properties, Ids ids, Clock clock) {
        this.store = store;
        this.tenants = tenants;
        this.ids = ids;
        this.clock = clock;
        this.bootstrapHash = Optional.ofNullable(properties.security().bootstrapAdminToken())
                .filter(secret -> !secret.isEmpty())
                .map(Secret::hash);
    }

    /** Who has this secret; empty when nobody does, or not any more. */
    Optional<Caller> callerOf(String secret) {
        byte[] hash = Secret.hash(secret);
        if (bootstrapHash.map(known -> MessageDigest.isEqual(known, hash)).orElse(false)) {
            return Optional.of(BOOTSTRAP);
        }
        return store.findValid(hash).map(Tokens::caller);
    }

    /** Who may call now, of those that were found before; one look at the database. */
    public Predicate<Caller> taken() {
        Set<Caller> callers = store.all().stream()
                .filter(token -> token.revokedAt() == null)
                .map(Tokens::caller)
                .collect(Collectors.toSet());
        return caller -> caller.equals(BOOTSTRAP) || callers.contains(caller);
    }

    private static Caller caller(Token token) {
        return new Caller(token.name(), token.role(), token.tenant());
    }

    /**
     * Makes a token. Its secret is told here and never again.
     *
     * @throws Refusal when the name is taken, or the caller may not make such a token
     */
    public Created create(Caller caller, String name, Role role, String tenant) {
        if (!caller.sees(tenant)) {
            throw Refusal.of(
                    ProblemCode.FORBIDDEN, "Token " + caller.name() + " may make tokens of its own tenant only");
        }
        if (!tenant.equals(Caller.EVERYBODY) && !tenants.exists(tenant)) {
            throw Refusal.invalid(
                    "There is no tenant " + tenant,
                    List.of(new FieldProblem(
                            "tenant",
                            "found '" + tenant + "', which is no configured tenant",
                            List.copyOf(tenants.names()))));
        }
        String secret = Secret.random(random);
        Token token = new Token(ids.next(), name, role, tenant, caller.name(), clock.instant(), null);
        if (name.equals(BOOTSTRAP.name()) || !store.insert(token, Secret.hash(secret))) {
            throw Refusal.of(
                    ProblemCode.NAME_TAKEN, "There is a token " + name + " already; revoke it or take another name");
        }
        return new Created(token, secret);
    }

    /**
     * Gives a token another secret, which is told here and never again. The one before is not taken any more.
     *
     * @throws Refusal when the caller sees no such token, or it is revoked
     */
    public Created renew(Caller caller, UUID id) {
        Token token = visible(caller, id);
        String secret = Secret.random(random);
        if (!store.renew(id, Secret.hash(secret))) {
            throw Refusal.of(ProblemCode.ENDED, "Token " + id + " is revoked; make another one");
        }
        return new Created(token, secret);
    }

    public List<Token> list(Caller caller) {
        return store.all().stream().filter(token -> caller.sees(token.tenant())).toList();
    }

    /**
     * @throws Refusal when the caller sees no such token
     */
    public Token revoke(Caller caller, UUID id) {
        Token token = visible(caller, id);
        store.revoke(id, clock.instant());
        return token;
    }

    private Token visible(Caller caller, UUID id) {
        return store.find(id)
                .filter(found -> caller.sees(found.tenant()))
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND, "There is no token " + id));
    }

    /**
     * A new token.
     *
     * @param token the token
     * @param secret what its holder sends
     */
    public record Created(Token token, String secret) {

        @Override
        public String toString() {
            return "Created[token=" + token + ", secret=***]";
        }
    }
}
