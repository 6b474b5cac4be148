package io.spirula.rbd.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.memory.InMemoryCeph;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SpareClientsTest {

    private final InMemoryCeph ceph = InMemoryCeph.withClusters("site-a");
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final SpareClients spares = new SpareClients(2, Duration.ofMinutes(1), now::get);
    private final CephCluster first = client();
    private final CephCluster second = client();

    private CephCluster client() {
        return ceph.connect(InMemoryCeph.config("site-a"));
    }

    private static void assertClosed(CephCluster client) {
        assertThatThrownBy(client::pools).isInstanceOf(HandleClosedException.class);
    }

    @Test
    void whoeverNeedsOneGetsTheOneThatCameLastAndNobodyElseDoes() {
        spares.give(first);
        spares.give(second);

        assertThat(spares.take()).containsSame(second);
        assertThat(spares.take()).containsSame(first);
        assertThat(spares.take()).isEmpty();
        assertThat(first.pools()).isNotNull();
    }

    @Test
    void noMoreWaitThanMay() {
        CephCluster third = client();
        spares.give(first);
        spares.give(second);
        spares.give(third);

        assertClosed(first);
        assertThat(spares.take()).containsSame(third);
        assertThat(spares.take()).containsSame(second);
    }

    @Test
    void oneThatIsTooOldIsNotUsedAndClosesHoweverOftenItWas() {
        spares.give(first);
        spares.give(second);
        now.addAndGet(Duration.ofSeconds(40).toNanos());
        assertThat(spares.take()).containsSame(second);
        CephCluster third = client();
        spares.give(third);
        spares.give(second);
        assertClosed(first);
        now.addAndGet(Duration.ofSeconds(20).toNanos());

        assertThat(spares.take()).containsSame(third);
        spares.expire();
        assertClosed(second);
        assertThat(third.pools()).isNotNull();
    }

    @Test
    void itsAgeCountsFromWhenItCame() {
        spares.came(first);
        spares.give(second);
        now.addAndGet(Duration.ofSeconds(70).toNanos());
        CephCluster third = client();
        spares.give(third);
        spares.give(first);

        assertClosed(first);
        assertThat(spares.take()).containsSame(third);
    }

    @Test
    void thoseThatAreDismissedCloseAndOthersMayCome() {
        spares.give(first);
        spares.dismiss();
        assertClosed(first);

        spares.give(second);
        assertThat(spares.take()).containsSame(second);
    }

    @Test
    void nobodyWaitsOnceItIsClosed() {
        spares.give(first);
        spares.close();
        assertClosed(first);

        spares.give(second);
        assertClosed(second);
    }
}
