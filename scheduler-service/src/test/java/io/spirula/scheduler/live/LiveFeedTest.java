package io.spirula.scheduler.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.BaseReleased;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyCompleted;
import io.spirula.contracts.event.CopyFailed;
import io.spirula.contracts.event.CopyLost;
import io.spirula.contracts.event.CopyPruned;
import io.spirula.contracts.event.CopyQuarantined;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.ImageObserved;
import io.spirula.contracts.event.LeaseRequested;
import io.spirula.contracts.event.PolicyDeleted;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReleaseRequested;
import io.spirula.contracts.event.RestoreProgressed;
import io.spirula.contracts.event.RestoreRequested;
import io.spirula.contracts.event.RunFailed;
import io.spirula.contracts.event.RunStarted;
import io.spirula.contracts.event.RunTrigger;
import io.spirula.contracts.event.SnapshotFailed;
import io.spirula.contracts.event.SnapshotLost;
import io.spirula.contracts.event.SnapshotPruned;
import io.spirula.contracts.event.TransferProgressed;
import io.spirula.contracts.event.UsageKind;
import io.spirula.contracts.event.UsageRecorded;
import io.spirula.scheduler.Facts;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.security.Role;
import io.spirula.scheduler.security.Tenants;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

class LiveFeedTest {

    private final SchedulerProperties properties = properties();
    private final LiveFeed feed = new LiveFeed(properties);
    private final List<UUID> seen = new ArrayList<>();

    @Test
    void whoComesBackGetsWhatCameAfterTheLastEventSeen() {
        for (int i = 0; i < 3; i++) {
            feed.publish(event(i));
        }
        feed.watch(caller("t"), event -> seen.add(event.id()), id(1));
        feed.publish(event(3));
        assertThat(seen).containsExactly(id(2), id(3));
    }

    @Test
    void whatIsForgottenIsMadeUpForByAllThatIsRemembered() {
        for (int i = 0; i < 10; i++) {
            feed.publish(event(i));
        }
        feed.watch(caller("t"), event -> seen.add(event.id()), id(1));
        assertThat(seen).containsExactly(id(6), id(7), id(8), id(9));
        assertThat(feed.last(2, event -> true)).extracting(LiveEvent::id).containsExactly(id(8), id(9));
    }

    @Test
    void whoIsNewGetsOnlyWhatIsNew() {
        feed.publish(event(0));
        feed.watch(caller("t"), event -> seen.add(event.id()), null);
        feed.publish(event(1));
        assertThat(seen).containsExactly(id(1));
    }

    @Test
    void tooManyWatchersAreRefused() {
        for (int i = 0; i < 4; i++) {
            feed.watch(caller("t" + i), watcher(), null);
        }
        assertThatThrownBy(() -> feed.watch(caller("t4"), watcher(), null))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("4 clients watch events already")
                .hasMessageContaining("spirula.live.clients");
    }

    @Test
    void nobodyTakesThePlacesOfAll() {
        LiveFeed.Watcher first = watcher();
        feed.watch(caller("greedy"), first, null);
        feed.watch(caller("greedy"), watcher(), null);
        feed.watch(caller("greedy"), watcher(), null);
        assertThatThrownBy(() -> feed.watch(caller("greedy"), watcher(), null))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ProblemCode.TOO_MANY))
                .hasMessageContaining("3 clients watch events with token greedy already")
                .hasMessageContaining("spirula.live.clients-per-token");

        feed.watch(caller("modest"), watcher(), null);
        feed.leave(first);
        feed.watch(caller("greedy"), watcher(), null);
        assertThat(feed.watching()).isEqualTo(4);
    }

    @Test
    void aClientThatDoesNotKeepUpIsDroppedInsteadOfBufferedFor() {
        Deque<Runnable> neverRun = new ArrayDeque<>();
        SseWatcher watcher = new SseWatcher(new SseEmitter(), event -> true, neverRun::add, 3);
        feed.watch(caller("t"), watcher, null);
        for (int i = 0; i < 3; i++) {
            feed.publish(event(i));
        }
        assertThat(watcher.isDropped()).isFalse();
        feed.publish(event(3));
        assertThat(watcher.isDropped()).isTrue();
        assertThat(neverRun).hasSize(1);
    }

    @Test
    void aTenantSeesItsPoliciesAndItsPoolsOnly() {
        Audience audience = new Audience(new Tenants(properties));
        Caller acme = new Caller("t", Role.VIEWER, "acme");
        Event inPool = Facts.observed("a", "vm", 1);
        Event elsewhere = elsewhere();
        assertThat(sees(audience, acme, inPool)).isTrue();
        assertThat(sees(audience, acme, elsewhere)).isFalse();
        assertThat(sees(audience, acme, new PolicyDeleted("p", "acme", 1, Facts.NOW)))
                .isTrue();
        assertThat(sees(audience, acme, new PolicyDeleted("p", "other", 1, Facts.NOW)))
                .isFalse();
        assertThat(sees(audience, new Caller("t", Role.VIEWER, "*"), elsewhere)).isTrue();
    }

    @Test
    void anEventThatSaysWhoseItIsIsNotSeenByWhoOnlySharesThePool() {
        Audience audience = new Audience(new Tenants(properties));
        TargetRef target = Facts.target("dr", "rbd");
        BackupRequested request = Facts.request("a", 1, target);
        Copy copy = Facts.copy(request, target, CopyState.COMPLETE, 2);
        List<Event> acmes = List.of(
                request,
                Facts.snapshot(request),
                new CopyChanged(copy),
                new CopyCompleted(copy),
                new CopyFailed(copy),
                new CopyLost(copy),
                new CopyPruned(copy),
                new CopyQuarantined(copy),
                new RestoreRequested(
                        new RestoreId(id(1)),
                        copy.lineage(),
                        copy.point(),
                        copy.id(),
                        copy.ref(),
                        copy.replica(),
                        copy.snapshot(),
                        copy.size(),
                        Facts.ref("back"),
                        false,
                        "acme",
                        "somebody",
                        Facts.NOW,
                        Facts.NOW),
                new UsageRecorded(
                        "u",
                        UsageKind.values()[0],
                        "acme",
                        copy.lineage(),
                        copy.ref(),
                        target,
                        1,
                        Facts.NOW,
                        Facts.NOW.plusSeconds(1),
                        null,
                        null,
                        null));
        assertThat(acmes).allMatch(event -> sees(audience, new Caller("t", Role.VIEWER, "acme"), event));
        assertThat(acmes).noneMatch(event -> sees(audience, new Caller("t", Role.VIEWER, "neighbour"), event));
        assertThat(sees(audience, new Caller("t", Role.VIEWER, "neighbour"), Facts.observed("a", "vm", 1)))
                .isTrue();
    }

    @Test
    void whatSaysNotWhoseItIsBelongsToTheTenantOfItsRunOrRestore() {
        Audience audience = new Audience(new Tenants(properties));
        TargetRef target = Facts.target("dr", "rbd");
        BackupRequested request = Facts.request("a", 1, target);
        Copy copy = Facts.copy(request, target, CopyState.COMPLETE, 2);
        RunId run = request.run();
        Reason reason = new Reason("X", "x");
        List<Event> acmes = List.of(
                new RunStarted(
                        run,
                        copy.lineage(),
                        copy.source(),
                        copy.ref(),
                        "gold",
                        RunTrigger.SCHEDULE,
                        List.of(target),
                        Facts.NOW,
                        Facts.NOW,
                        "acme",
                        1L,
                        "ann"),
                new RunFailed(run, copy.lineage(), copy.source(), copy.ref(), "gold", reason, Facts.NOW, Facts.NOW),
                new SnapshotFailed(
                        run, copy.point(), copy.lineage(), copy.source(), copy.ref(), "gold", reason, Facts.NOW),
                new TransferProgressed(
                        copy.id(),
                        run,
                        copy.lineage(),
                        copy.ref(),
                        target,
                        "move",
                        1,
                        null,
                        null,
                        null,
                        null,
                        Facts.NOW),
                new RestoreProgressed(new RestoreId(id(1)), copy.lineage(), "copy", 1, null, null, Facts.NOW));
        Caller acme = new Caller("t", Role.VIEWER, "acme");
        Caller neighbour = new Caller("t", Role.VIEWER, "neighbour");
        assertThat(acmes).allMatch(event -> sees(audience, acme, event));
        assertThat(acmes).noneMatch(event -> sees(audience, neighbour, event));
        EventOwners ignorant = new EventOwners(id -> Optional.empty(), id -> Optional.empty(), disk -> Set.of());
        assertThat(acmes).noneMatch(event -> audience.sees(acme, event, ignorant.of(event)));
        assertThat(acmes)
                .allMatch(event -> audience.sees(new Caller("t", Role.VIEWER, "*"), event, ignorant.of(event)));
    }

    /** Nothing but the disk tells whose they are, and the pool is shared. */
    @Test
    void whatBecomesOfADiskIsSeenByThoseWhoProtectItAlone() {
        Audience audience = new Audience(new Tenants(properties));
        TargetRef target = Facts.target("dr", "rbd");
        Copy copy = Facts.copy(Facts.request("a", 1, target), target, CopyState.COMPLETE, 2);
        Reason reason = new Reason("X", "x");
        List<Event> ofTheDisk = List.of(
                new SnapshotPruned(copy.point(), copy.lineage(), copy.source(), copy.ref(), 4, "s", reason, Facts.NOW),
                new SnapshotLost(copy.point(), copy.lineage(), copy.source(), copy.ref(), 4, "s", reason, Facts.NOW),
                new BaseReleased(copy.lineage(), copy.source(), copy.ref(), copy.point(), 4, target, reason, Facts.NOW),
                new ReleaseRequested(id(1), copy.lineage(), copy.source(), copy.ref(), "somebody", Facts.NOW, null));
        assertThat(ofTheDisk).allMatch(event -> sees(audience, new Caller("t", Role.VIEWER, "acme"), event));
        assertThat(ofTheDisk).noneMatch(event -> sees(audience, new Caller("t", Role.VIEWER, "neighbour"), event));
        assertThat(ofTheDisk).allMatch(event -> sees(audience, new Caller("t", Role.VIEWER, "*"), event));
        Event lease = new LeaseRequested(
                new LeaseId(id(2)), copy.lineage(), copy.id(), "restore x", "restore to site-b/rbd/secret", Facts.NOW);
        assertThat(sees(audience, new Caller("t", Role.VIEWER, "acme"), lease))
                .as("it tells what another tenant of the disk may be doing")
                .isFalse();
    }

    private static boolean sees(Audience audience, Caller caller, Event event) {
        EventOwners owners = new EventOwners(
                run -> Optional.of("acme"), restore -> Optional.of("acme"), disk -> Set.of("acme", "partner"));
        return audience.sees(caller, event, owners.of(event));
    }

    private static ImageObserved elsewhere() {
        return Facts.observed("b", new ImageRef("site-a", "ssd", "", "vm"), 1, false, Map.of());
    }

    private static LiveEvent event(int number) {
        return LiveEvent.of(id(number), Facts.NOW, Facts.observed("a", "vm", number), null);
    }

    private static UUID id(int number) {
        return new UUID(0, number);
    }

    /** Each of its own, which a lambda would not be. */
    private static LiveFeed.Watcher watcher() {
        return new LiveFeed.Watcher() {
            @Override
            public void take(LiveEvent event) {}
        };
    }

    private static Caller caller(String token) {
        return new Caller(token, Role.VIEWER, "acme");
    }

    private static SchedulerProperties properties() {
        return new SchedulerProperties(
                Set.of(),
                Map.of(
                        "acme", new SchedulerProperties.Tenant(Set.of("site-a/rbd")),
                        "neighbour", new SchedulerProperties.Tenant(Set.of("site-a/rbd"))),
                new SchedulerProperties.Security(null),
                new SchedulerProperties.Schedule(Duration.ofMillis(100), Duration.ofMinutes(10), 3, Duration.ofDays(1)),
                new SchedulerProperties.Restore(Duration.ofDays(1)),
                new SchedulerProperties.Live(4, Duration.ofSeconds(15), 10, 4, 3),
                new SchedulerProperties.Queries(Duration.ofSeconds(10), Duration.ofSeconds(3)));
    }
}
