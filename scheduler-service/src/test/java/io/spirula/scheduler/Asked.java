package io.spirula.scheduler;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One operation of the API and who may do it, as a line of the table in {@link ApiRolesIT}.
 *
 * @param method of HTTP
 * @param path as the description of the API has it
 * @param role the lowest that may
 * @param whose which tenants' callers may
 * @param done the status that tells that it was let through; what it is about may still be in the way
 * @param object makes what the operation is about; a new one for each call where it would be gone after the first
 * @param nothing what is called like such an object and is not there
 * @param body of the request about that object; empty when it has none
 */
record Asked(
        String method,
        String path,
        String role,
        Whose whose,
        int done,
        Function<ApiRolesIT, String> object,
        String nothing,
        UnaryOperator<String> body) {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** Whose things an operation is about. */
    enum Whose {
        /** Nobody's: also those without a token. */
        PUBLIC,
        /** Each tenant sees, or makes, its own; nothing of the others'. */
        EACH_ITS_OWN,
        /** The object is acme's: for the callers of another tenant it does not exist. */
        ACMES,
        /** The request says that it is for acme, and is refused to callers of another tenant whatever it is about. */
        FOR_ACME,
        /** All tenants' at once. */
        EVERYBODYS
    }

    static Asked look(String path, Whose whose) {
        return new Asked("GET", path, "viewer", whose, 200, world -> "", "", object -> "");
    }

    static Asked look(String path, Function<ApiRolesIT, String> object) {
        return new Asked(
                "GET",
                path,
                "viewer",
                Whose.ACMES,
                200,
                object,
                UUID.randomUUID().toString(),
                any -> "");
    }

    static Asked act(String method, String path, String role, Whose whose, int done) {
        return new Asked(
                method, path, role, whose, done, world -> "", UUID.randomUUID().toString(), object -> "");
    }

    Asked by(String lowest) {
        return new Asked(method, path, lowest, whose, done, object, nothing, body);
    }

    Asked of(Function<ApiRolesIT, String> made) {
        return new Asked(method, path, role, whose, done, made, nothing, body);
    }

    Asked sending(UnaryOperator<String> made) {
        return new Asked(method, path, role, whose, done, object, nothing, made);
    }

    Asked answered(int status) {
        return new Asked(method, path, role, whose, status, object, nothing, body);
    }

    /** As {@code GET /api/v1/runs}, without what is asked for in a query. */
    String operation() {
        return method + " " + path.replaceAll("\\?.*", "");
    }

    ApiClient.Answer send(ApiClient api, String about) {
        String target = path.replaceAll("\\{[a-z]+}", about);
        String sent = body.apply(about);
        boolean manifest = sent.startsWith("apiVersion");
        return manifest ? api.yaml(method, target, sent) : api.send(method, target, sent);
    }

    /** What the caller should be answered. */
    int expected(Who who) {
        if (whose == Whose.PUBLIC) {
            return done;
        }
        if (who.role().isEmpty()) {
            return 401;
        }
        if (who.rank() < Who.ROLES.indexOf(role)) {
            return 403;
        }
        return switch (whose) {
            case PUBLIC, EACH_ITS_OWN -> done;
            case ACMES -> who.tenant().equals("other") ? 404 : done;
            case FOR_ACME -> who.tenant().equals("other") ? 403 : done;
            case EVERYBODYS -> who.tenant().equals("*") ? done : 403;
        };
    }

    static int number() {
        return NUMBERS.incrementAndGet();
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
