"""Changes a patient asks for, which the front desk accepts or declines with words."""
