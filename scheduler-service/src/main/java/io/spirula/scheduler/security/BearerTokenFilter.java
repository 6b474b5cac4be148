package io.spirula.scheduler.security;

import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.ProblemWriter;
import io.spirula.scheduler.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Finds out who calls from {@code Authorization: Bearer}. Who sends none, or a wrong one, stays nobody; whose token cannot be
 * looked up is asked to try again.
 */
final class BearerTokenFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(BearerTokenFilter.class);
    private static final String SCHEME = "Bearer ";
    private static final int LONGEST = 512;

    private final Function<String, Optional<Caller>> callers;
    private final ProblemWriter problems;

    /**
     * @param callers who has this secret; empty when nobody does
     */
    BearerTokenFilter(Function<String, Optional<Caller>> callers, ProblemWriter problems) {
        this.callers = callers;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Caller> caller;
        try {
            caller = secret(request).flatMap(callers);
        } catch (DataAccessResourceFailureException e) {
            log.warn("PostgreSQL cannot be used", e);
            problems.write(response, ProblemCode.UNAVAILABLE, Problems.DATABASE_AWAY);
            return;
        }
        caller.ifPresent(BearerTokenFilter::enter);
        chain.doFilter(request, response);
    }

    private static void enter(Caller caller) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new CallerAuthentication(caller));
        SecurityContextHolder.setContext(context);
    }

    private static Optional<String> secret(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
                .filter(header ->
                        header.length() <= LONGEST && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip());
    }
}
