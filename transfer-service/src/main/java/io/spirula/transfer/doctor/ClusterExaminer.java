package io.spirula.transfer.doctor;

import io.spirula.contracts.query.DoctorQuestion;
import io.spirula.contracts.query.PlaceSide;
import io.spirula.messaging.examination.Examination;
import io.spirula.messaging.examination.Examiner;
import io.spirula.rbd.PoolRight;
import io.spirula.rbd.checkup.ClusterCheckup;
import io.spirula.rbd.checkup.ClusterNeeds;
import io.spirula.rbd.checkup.LibraryCheckup;
import io.spirula.transfer.cluster.Clusters;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Sources are read, targets are written to: those that policies name, and those of the copies that there are. */
@Component
final class ClusterExaminer implements Examiner {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterExaminer.class);

    private final List<ClusterCheckup> clusters;
    private final UsedPools used;

    ClusterExaminer(Clusters clusters, UsedPools used) {
        this.clusters = clusters.checkups();
        this.used = used;
    }

    @Override
    public List<Examination> examinations(DoctorQuestion question) {
        List<Examination> examinations = new ArrayList<>();
        examinations.add(new Examination(
                "librbd", "librbd1", LibraryCheckup.WHERE_TO_LOOK, () -> List.of(LibraryCheckup.finding())));
        clusters.forEach(cluster -> examinations.add(new Examination(
                "cluster",
                cluster.cluster(),
                ClusterCheckup.WHERE_TO_LOOK,
                () -> cluster.findings(needs(cluster.cluster(), question)))));
        return examinations;
    }

    private ClusterNeeds needs(String cluster, DoctorQuestion question) {
        ClusterNeeds named = reading(question.pools(PlaceSide.SOURCE, cluster))
                .and(writing(question.pools(PlaceSide.TARGET, cluster)));
        try {
            return named.and(reading(used.sources(cluster))).and(writing(used.targets(cluster)));
        } catch (DataAccessException e) {
            LOG.debug("the database does not say where copies are; its own finding does", e);
            return named;
        }
    }

    private static ClusterNeeds reading(List<String> pools) {
        return ClusterNeeds.of(false, pools, PoolRight.WATCH);
    }

    private static ClusterNeeds writing(List<String> pools) {
        return ClusterNeeds.of(true, pools, PoolRight.WRITE);
    }
}
