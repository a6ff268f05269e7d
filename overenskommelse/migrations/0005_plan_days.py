
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('overenskommelse', '0004_immutable_plans'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlanDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='Last day to submit the plans')),
                ('set_at', models.DateTimeField(auto_now=True, verbose_name='Set')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plan_days', to='overenskommelse.agreement', verbose_name='Agreement')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plan_days', to='overenskommelse.county', verbose_name='County')),
                ('set_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'last day for a county’s plans',
                'verbose_name_plural': 'last days for counties’ plans',
                'ordering': ['date', 'county'],
                'constraints': [models.UniqueConstraint(fields=('agreement', 'county'), name='plan_day_once_per_county')],
            },
        ),
    ]
