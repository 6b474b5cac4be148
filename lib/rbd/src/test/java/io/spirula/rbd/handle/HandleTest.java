package io.spirula.rbd.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spirula.rbd.HandleClosedException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandleTest {

    private final List<String> released = new CopyOnWriteArrayList<>();

    private final class Part extends Handle {
        private final String name;

        Part(String name, @Nullable Part parent) {
            super(parent);
            this.name = name;
        }

        Part child(String childName) {
            return adopt(() -> new Part(childName, this));
        }

        @Override
        public String describe() {
            return name;
        }

        @Override
        protected void release() {
            released.add(name);
        }
    }

    @Test
    void childrenAreReleasedBeforeTheirParentsAndEachOnce() {
        var cluster = new Part("cluster", null);
        Part pool = cluster.child("pool");
        Part image = pool.child("image");
        cluster.closeOnce();
        image.closeOnce();
        pool.closeOnce();
        cluster.closeOnce();
        assertThat(released).containsExactly("image", "pool", "cluster");
    }

    @Test
    void nothingOpensThroughAClosedHandle() {
        var cluster = new Part("cluster", null);
        cluster.closeOnce();
        assertThatThrownBy(() -> cluster.child("pool"))
                .isInstanceOf(HandleClosedException.class)
                .hasMessage("cluster is closed");
    }

    @Test
    void closingWaitsForTheCallsUnderWay() throws InterruptedException {
        var image = new Part("image", null);
        var inside = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var finished = new AtomicBoolean();
        var caller = new Thread(() -> image.use(() -> {
            inside.countDown();
            finished.set(awaitQuietly(leave));
            return true;
        }));
        caller.start();
        inside.await();
        var closer = new Thread(image::closeOnce);
        closer.start();
        await().until(() -> closer.getState() == Thread.State.WAITING);
        assertThat(released).isEmpty();
        leave.countDown();
        closer.join();
        caller.join();
        assertThat(finished).isTrue();
        assertThat(released).containsExactly("image");
    }

    @Test
    void aCallCannotCloseItsOwnHandleNorWhatItWasOpenedThrough() {
        var cluster = new Part("cluster", null);
        Part image = cluster.child("image");
        assertThatThrownBy(() -> image.use(() -> {
                    image.closeOnce();
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("from within");
        assertThatThrownBy(() -> image.use(() -> {
                    cluster.closeOnce();
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(released).isEmpty();
        cluster.closeOnce();
        assertThat(released).containsExactly("image", "cluster");
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
