package io.spirula.restore.doctor;

import io.spirula.contracts.query.DoctorQuestion;
import io.spirula.contracts.query.PlaceSide;
import io.spirula.messaging.examination.Examination;
import io.spirula.messaging.examination.Examiner;
import io.spirula.rbd.PoolRight;
import io.spirula.rbd.checkup.ClusterCheckup;
import io.spirula.rbd.checkup.ClusterNeeds;
import io.spirula.rbd.checkup.LibraryCheckup;
import io.spirula.restore.command.Restores;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Points are restored beside their replicas, where policies or late copies say that there are some, and wherever restores go. */
@Component
final class ClusterExaminer implements Examiner {

    private static final Logger log = LoggerFactory.getLogger(ClusterExaminer.class);

    private final List<ClusterCheckup> clusters;
    private final Restores restores;
    private final ReplicaPools replicas;

    ClusterExaminer(List<ClusterCheckup> clusters, Restores restores, ReplicaPools replicas) {
        this.clusters = List.copyOf(clusters);
        this.restores = restores;
        this.replicas = replicas;
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
        ClusterNeeds named = writing(question.pools(PlaceSide.TARGET, cluster));
        try {
            return named.and(writing(replicas.of(cluster))).and(writing(restores.openDestinations(cluster)));
        } catch (DataAccessException e) {
            log.debug("the database does not say where restores go; its own finding does", e);
            return named;
        }
    }

    private static ClusterNeeds writing(List<String> pools) {
        return ClusterNeeds.of(true, pools, PoolRight.WRITE);
    }
}
