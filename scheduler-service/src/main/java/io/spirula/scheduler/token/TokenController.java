package io.spirula.scheduler.token;

import io.spirula.scheduler.audit.AuditLog;
import io.spirula.scheduler.idempotency.Idempotency;
import io.spirula.scheduler.manifest.ManifestReader;
import io.spirula.scheduler.problem.FieldProblem;
import io.spirula.scheduler.problem.GivenText;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.security.Role;
import io.spirula.scheduler.security.Token;
import io.spirula.scheduler.security.Tokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tokens over HTTP, for administrators. */
@RestController
@RequestMapping("/api/v1/tokens")
class TokenController {

    private final Tokens tokens;
    private final Idempotency idempotency;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    TokenController(Tokens tokens, Idempotency idempotency, AuditLog audit, TransactionTemplate transaction) {
        this.tokens = tokens;
        this.idempotency = idempotency;
        this.audit = audit;
        this.transaction = transaction;
    }

    @GetMapping
    List<TokenView> list(@AuthenticationPrincipal Caller caller) {
        return tokens.list(caller).stream()
                .map(token -> TokenView.of(token, null))
                .toList();
    }

    /**
     * The secret is in this answer and never told again, for nobody remembers it. Whoever asks again with the same key did
     * not get it: the same token gets another one.
     */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    TokenView create(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody TokenBody body) {
        String name = name(body.name());
        Role role = role(body.role());
        GivenText.check("tenant", body.tenant());
        String tenant = body.tenant() == null ? caller.tenant() : body.tenant();
        return Objects.requireNonNull(transaction.execute(status -> {
            List<Tokens.Created> made = new ArrayList<>(1);
            UUID id = idempotency
                    .once(caller, key, "token " + name + " " + role + " " + tenant, () -> {
                        made.add(tokens.create(caller, name, role, tenant));
                        audit.completed(caller, tenant, "token.create", "token/" + name, "role " + role.name());
                        return List.of(made.get(0).token().id());
                    })
                    .get(0);
            Tokens.Created told = made.isEmpty() ? renew(caller, id) : made.get(0);
            return TokenView.of(told.token(), told.secret());
        }));
    }

    private Tokens.Created renew(Caller caller, UUID id) {
        Tokens.Created renewed = tokens.renew(caller, id);
        Token token = renewed.token();
        audit.completed(caller, token.tenant(), "token.renew", "token/" + token.name(), id.toString());
        return renewed;
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        transaction.executeWithoutResult(status -> {
            Token token = tokens.revoke(caller, id);
            audit.completed(caller, token.tenant(), "token.revoke", "token/" + token.name(), id.toString());
        });
    }

    private static String name(@Nullable String name) {
        try {
            return ManifestReader.name(name == null ? "" : name);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("name", String.valueOf(e.getMessage()));
        }
    }

    private static Role role(@Nullable String role) {
        try {
            return Role.valueOf(String.valueOf(role).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            String message = "role must be viewer, operator or admin";
            throw Refusal.invalid(
                    message, List.of(new FieldProblem("role", message, List.of("viewer", "operator", "admin"))));
        }
    }

    /**
     * A token to be made.
     *
     * @param name what people call it
     * @param role what it may do
     * @param tenant for whom; the caller's own when it is not there
     */
    record TokenBody(
            @Nullable String name,
            @Nullable String role,
            @Nullable String tenant) {}

    /**
     * A token.
     *
     * @param id the token
     * @param name what people call it
     * @param role what it may do
     * @param tenant for whom; {@code *} for everybody
     * @param createdBy who made it
     * @param createdAt when
     * @param revokedAt since when it is not taken any more
     * @param secret what its holder sends; only when it was just made
     */
    record TokenView(
            UUID id,
            String name,
            Role role,
            String tenant,
            String createdBy,
            Instant createdAt,
            @Nullable Instant revokedAt,
            @Nullable String secret) {

        static TokenView of(Token token, @Nullable String secret) {
            return new TokenView(
                    token.id(),
                    token.name(),
                    token.role(),
                    token.tenant(),
                    token.createdBy(),
                    token.createdAt(),
                    token.revokedAt(),
                    secret);
        }

        @Override
        public String toString() {
            return "TokenView[id=" + id + ", name=" + name + "]";
        }
    }
}
