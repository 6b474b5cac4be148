package io.spirula.rbd.contract;

import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.memory.InMemoryCeph;
import org.junit.jupiter.api.Nested;

/** Ceph in memory keeps the contract. */
class InMemoryContractTest {

    private static CephUnderTest memory() {
        CephConnector ceph = InMemoryCeph.withClusters("site-a");
        return new CephUnderTest() {
            @Override
            public CephConnector connector() {
                return ceph;
            }

            @Override
            public ClusterConfig config() {
                return InMemoryCeph.config("site-a");
            }
        };
    }

    @Nested
    class Clusters extends ClusterContract {
        Clusters() {
            super(memory());
        }
    }

    @Nested
    class Pools extends PoolContract {
        Pools() {
            super(memory());
        }
    }

    @Nested
    class Clones extends CloneContract {
        Clones() {
            super(memory());
        }
    }

    @Nested
    class Images extends ImageContract {
        Images() {
            super(memory());
        }
    }

    @Nested
    class Snapshots extends SnapshotContract {
        Snapshots() {
            super(memory());
        }
    }

    @Nested
    class Differences extends DiffContract {
        Differences() {
            super(memory());
        }
    }

    @Nested
    class AsynchronousIo extends AioContract {
        AsynchronousIo() {
            super(memory());
        }
    }

    @Nested
    class Objects extends ObjectContract {
        Objects() {
            super(memory());
        }
    }

    @Nested
    class ObjectReading extends ObjectReadsContract {
        ObjectReading() {
            super(memory());
        }
    }

    @Nested
    class RandomOperations extends RandomOperationsContract {
        RandomOperations() {
            super(memory());
        }
    }
}
