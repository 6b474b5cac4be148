package io.spirula.rbd.contract;

import org.junit.jupiter.api.Nested;

/** A real cluster keeps the contract. */
class NativeContractIT {

    @Nested
    class Clusters extends ClusterContract {
        Clusters() {
            super(SandboxCeph.siteA());
        }
    }

    @Nested
    class Pools extends PoolContract {
        Pools() {
            super(SandboxCeph.siteA());
        }
    }

    @Nested
    class Clones extends CloneContract {
        Clones() {
            super(SandboxCeph.siteA());
        }
    }

    @Nested
    class Images extends ImageContract {
        Images() {
            super(SandboxCeph.siteA());
        }
    }

    @Nested
    class Snapshots extends SnapshotContract {
        Snapshots() {
            super(SandboxCeph.siteA());
        }
    }

    @Nested
    class Differences extends DiffContract {
        Differences() {
            super(SandboxCeph.siteA());
        }
    }

    @Nested
    class AsynchronousIo extends AioContract {
        AsynchronousIo() {
            super(SandboxCeph.siteA());
        }
    }

    @Nested
    class Objects extends ObjectContract {
        Objects() {
            super(SandboxCeph.siteA());
        }
    }

    @Nested
    class ObjectReading extends ObjectReadsContract {
        ObjectReading() {
            super(SandboxCeph.siteA());
        }
    }

    @Nested
    class ErasureCodedObjects extends ObjectContract {
        ErasureCodedObjects() {
            super(ErasureCodedCeph.siteA());
        }
    }

    @Nested
    class ErasureCodedObjectReading extends ObjectReadsContract {
        ErasureCodedObjectReading() {
            super(ErasureCodedCeph.siteA());
        }
    }

    @Nested
    class RandomOperations extends RandomOperationsContract {
        RandomOperations() {
            super(SandboxCeph.siteA());
        }
    }
}
