package io.spirula.transfer.move;

import io.spirula.contracts.event.Copy;
import io.spirula.mover.feed.FeedSource;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.RbdImage;
import io.spirula.transfer.cluster.Clusters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The source side of what is read for several moves: a client instance of its own, which outlives each of them. */
record FeedSide(CephCluster cluster, SourceSide source) implements FeedSource {

    private static final Logger LOG = LoggerFactory.getLogger(FeedSide.class);

    static FeedSide open(Clusters clusters, Copy copy) {
        CephCluster cluster = clusters.connect(
                copy.ref().cluster(),
                connected ->
                        connected.openPool(copy.source().pool(), copy.source().namespace()));
        try {
            return new FeedSide(cluster, SourceSide.open(cluster, copy));
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    @Override
    public RbdImage image() {
        return source.image();
    }

    /** Everything was read by then: what cannot be closed harms no copy. */
    @Override
    public void close() {
        try (cluster) {
            source.close();
        } catch (RuntimeException e) {
            LOG.warn(
                    "image={} what was read for several copies did not end cleanly",
                    source.image().id(),
                    e);
        }
    }
}
