package io.spirula.scheduler.doctor;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.DoctorQuestion;
import io.spirula.messaging.examination.Examination;
import io.spirula.messaging.examination.Examiner;
import io.spirula.scheduler.inventory.ImageStore;
import io.spirula.scheduler.policy.PolicyStore;
import io.spirula.scheduler.security.Tenants;
import io.spirula.scheduler.selection.Selector;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Looks at images by what was told of them: no cluster is asked. */
@Component
final class FeatureExaminer implements Examiner {

    private static final Logger log = LoggerFactory.getLogger(FeatureExaminer.class);

    private final ImageStore images;
    private final PolicyStore policies;
    private final Tenants tenants;

    FeatureExaminer(ImageStore images, PolicyStore policies, Tenants tenants) {
        this.images = images;
        this.policies = policies;
        this.tenants = tenants;
    }

    @Override
    public List<Examination> examinations(DoctorQuestion question) {
        return List.of(
                new Examination("features", "images", "spirula doctor   # again, once PostgreSQL answers", this::look));
    }

    private List<Finding> look() {
        try {
            List<Selector> selectors = policies.all().stream()
                    .map(policy -> new Selector(policy.spec().source(), tenants.poolsOf(policy.tenant())))
                    .toList();
            return FeatureJudgement.of(images.all(), selectors);
        } catch (DataAccessException e) {
            log.debug("the database does not say what images there are; its own finding does", e);
            return List.of();
        }
    }
}
