package io.spirula.scheduler.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPattern.PathMatchInfo;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * A change that a request asks for, told by its path alone: what its body names is not looked at. Pure.
 *
 * @param action what is to be done
 * @param object to which object, as far as the path tells
 */
record Change(String action, String object) {

    /** In characters. Longer ones are cut: no object of ours has so long a name. */
    static final int LONGEST_OBJECT = 255;

    private static final List<Route> ROUTES = List.of(
            route("PUT", "/api/v1/policies/{name}", "policy.apply", "policy/"),
            route("DELETE", "/api/v1/policies/{name}", "policy.delete", "policy/"),
            route("POST", "/api/v1/policies/{name}/pause", "policy.pause", "policy/"),
            route("POST", "/api/v1/policies/{name}/resume", "policy.resume", "policy/"),
            route("POST", "/api/v1/images/release", "image.release", "images"),
            route("POST", "/api/v1/runs", "run.request", "runs"),
            route("POST", "/api/v1/runs/{id}/cancel", "run.cancel", "run/"),
            route("POST", "/api/v1/restores", "restore.request", "restores"),
            route("POST", "/api/v1/verifications", "verification.request", "verifications"),
            route("POST", "/api/v1/adoptions", "adoption.request", "adoptions"),
            route("POST", "/api/v1/restores/{id}/cancel", "restore.cancel", "restore/"),
            route("POST", "/api/v1/tokens", "token.create", "tokens"),
            route("DELETE", "/api/v1/tokens/{id}", "token.revoke", "token/"),
            route("POST", "/api/v1/dead-letters/{id}/replay", "deadletter.replay", "dead-letter/"),
            route("POST", "/api/v1/dead-letters/{id}/discard", "deadletter.discard", "dead-letter/"),
            route("POST", "/api/v1/projections/rebuild", "projections.rebuild", "projections"));

    /** Empty when the request only asks, or nothing is at its path. */
    static Optional<Change> of(String method, String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        return ROUTES.stream()
                .filter(route -> route.method().equals(method))
                .flatMap(route -> Stream.ofNullable(route.path().matchAndExtract(parsed))
                        .map(found -> new Change(route.action(), object(route, found))))
                .findFirst();
    }

    private static String object(Route route, PathMatchInfo found) {
        Map<String, String> named = found.getUriVariables();
        String object = route.object() + String.join("/", named.values());
        return object.codePoints()
                .limit(LONGEST_OBJECT)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static Route route(String method, String path, String action, String object) {
        return new Route(method, PathPatternParser.defaultInstance.parse(path), action, object);
    }

    private record Route(String method, PathPattern path, String action, String object) {}
}
