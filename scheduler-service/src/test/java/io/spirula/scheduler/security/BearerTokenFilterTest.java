package io.spirula.scheduler.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.scheduler.problem.ProblemWriter;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BearerTokenFilterTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
            .build();
    private static final Caller CALLER = new Caller("night-shift", Role.OPERATOR, "acme");

    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final AtomicReference<@Nullable String> reached = new AtomicReference<>();

    @AfterEach
    void nobodyIsIn() {
        SecurityContextHolder.clearContext();
    }

    @Test
    void whileTheDatabaseIsAwayACallerIsAskedToTryAgainAsEverywhere() throws ServletException, IOException {
        call("Bearer secret", secret -> {
            throw new CannotGetJdbcConnectionException("away", new SQLException("Connection refused"));
        });

        assertThat(reached.get()).isNull();
        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getContentType()).isEqualTo("application/problem+json");
        JsonNode problem = JSON.readTree(response.getContentAsByteArray());
        assertThat(problem.path("code").asString()).isEqualTo("UNAVAILABLE");
        assertThat(problem.path("detail").asString())
                .isEqualTo("The database cannot be used now; nothing was changed. Try again");
    }

    @Test
    void whoseTokenIsKnownGoesInAsThatCallerAndAllOthersAsNobody() throws ServletException, IOException {
        call("Bearer secret", secret -> secret.equals("secret") ? Optional.of(CALLER) : Optional.empty());
        assertThat(reached.get()).isEqualTo("night-shift");

        nobodyIsIn();
        call("Bearer wrong", secret -> Optional.empty());
        assertThat(reached.get()).isEqualTo("nobody");

        call("Basic secret", secret -> Optional.of(CALLER));
        assertThat(reached.get()).isEqualTo("nobody");
    }

    private void call(String authorization, Function<String, Optional<Caller>> callers)
            throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/v1/status");
        request.addHeader("Authorization", authorization);
        new BearerTokenFilter(callers, new ProblemWriter(JSON)).doFilter(request, response, (in, out) -> {
            Authentication known = SecurityContextHolder.getContext().getAuthentication();
            reached.set(known == null ? "nobody" : known.getName());
        });
    }
}
