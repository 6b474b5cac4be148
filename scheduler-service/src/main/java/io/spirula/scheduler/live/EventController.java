package io.spirula.scheduler.live;

import io.spirula.contracts.LineageId;
import io.spirula.scheduler.point.DiskFinder;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Events over HTTP, as they happen or the last ones. */
@RestController
@RequestMapping("/api/v1/events")
class EventController {

    private static final int MOST = 100_000;

    private final LiveFeed feed;
    private final LiveClients clients;
    private final Audience audience;
    private final DiskFinder disks;

    EventController(LiveFeed feed, LiveClients clients, Audience audience, DiskFinder disks) {
        this.feed = feed;
        this.clients = clients;
        this.audience = audience;
        this.disks = disks;
    }

    @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter follow(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable UUID after,
            @RequestParam(required = false) @Nullable String image,
            @RequestParam(required = false) @Nullable String type) {
        return clients.connect(caller, filter(caller, image, type), after);
    }

    /** Oldest first. */
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    List<LiveEvent> last(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String image,
            @RequestParam(required = false) @Nullable String type,
            @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw Refusal.invalid("limit", "limit must be 1 to " + MOST);
        }
        return feed.last(limit, filter(caller, image, type));
    }

    private Predicate<LiveEvent> filter(Caller caller, @Nullable String image, @Nullable String type) {
        Predicate<LiveEvent> visible = event -> audience.sees(caller, event.data(), event.owners());
        Predicate<LiveEvent> ofImage = image == null ? event -> true : about(caller, image);
        return visible.and(ofImage).and(event -> type == null || event.type().equalsIgnoreCase(type));
    }

    private Predicate<LiveEvent> about(Caller caller, String image) {
        Set<UUID> lineages =
                disks.find(caller, image).all().stream().map(LineageId::value).collect(Collectors.toSet());
        return event ->
                image.equals(event.subject()) || (event.lineage() != null && lineages.contains(event.lineage()));
    }
}
