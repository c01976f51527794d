/**
 * Is the sun down? Good to a few minutes, which is enough to choose a dark screen. Formula: NOAA's
 * low-accuracy solar position.
 */

const radians = (degrees) => (degrees * Math.PI) / 180;

/** Height of the sun in degrees. @param {Date} when @param {{ lat: number, lon: number }} where */
export function sunHeight(when, { lat, lon }) {
  const days = when.getTime() / 86_400_000 - 10_957.5;
  const mean = radians((280.46 + 0.9856474 * days) % 360);
  const anomaly = radians((357.528 + 0.9856003 * days) % 360);
  const ecliptic = mean + radians(1.915) * Math.sin(anomaly) + radians(0.02) * Math.sin(2 * anomaly);
  const tilt = radians(23.439);
  const declination = Math.asin(Math.sin(tilt) * Math.sin(ecliptic));
  const ascension = Math.atan2(Math.cos(tilt) * Math.sin(ecliptic), Math.cos(ecliptic));
  const sidereal = radians(((18.697374558 + 24.06570982441908 * days) % 24) * 15 + lon);
  const height =
    Math.sin(radians(lat)) * Math.sin(declination) +
    Math.cos(radians(lat)) * Math.cos(declination) * Math.cos(sidereal - ascension);
  return (Math.asin(height) * 180) / Math.PI;
}

/**
 * Dark = the upper edge of the sun is below the horizon.
 * @param {Date} when
 * @param {{ lat: number, lon: number }} where
 */
export const isDark = (when, where) => sunHeight(when, where) < -0.833;
